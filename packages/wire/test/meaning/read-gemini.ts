import { ChoiceNotes, type Loose, type Meaning, NO_USAGE, type UsageMeaning } from './meaning.ts';

/** What `GenerateContentResponse`s mean: the frames of a stream, or one whole answer. */
export function readGemini(responses: readonly Loose[]): Meaning {
  const choices = new Map<number, { notes: ChoiceNotes; finish: unknown }>();
  let usage: Loose;
  for (const response of responses) {
    if (hasCounts(response.usageMetadata)) usage = response.usageMetadata;
    for (const [position, candidate] of (response.candidates ?? []).entries()) {
      const index = candidate.index ?? position;
      const choice = choices.get(index) ?? { notes: new ChoiceNotes(), finish: undefined };
      choices.set(index, choice);
      for (const part of candidate.content?.parts ?? []) takePart(choice.notes, part);
      choice.finish = candidate.finishReason ?? choice.finish;
    }
    if (response.promptFeedback?.blockReason)
      choices.set(0, { notes: new ChoiceNotes(), finish: 'SAFETY' });
  }
  return {
    choices: [...choices]
      .sort(([left], [right]) => left - right)
      .map(([index, { notes, finish }]) => ({
        index,
        segments: notes.segments(),
        stop: stopOf(finish, notes.hasCalls),
      })),
    usage: readUsage(usage),
  };
}

/** The first chunks of Vertex AI hold a traffic type only; a few answers tell no total. */
function hasCounts(usage: Loose): boolean {
  return usage?.totalTokenCount !== undefined || usage?.candidatesTokenCount !== undefined;
}

function takePart(notes: ChoiceNotes, part: Loose): void {
  if (part.text !== undefined) notes.say(part.thought === true ? 'reasoning' : 'text', part.text);
  else if (part.functionCall)
    notes.call(part, { name: part.functionCall.name, input: part.functionCall.args });
  else if (part.inlineData) takeMedia(notes, part.inlineData);
  else notes.native(Object.keys(part).find((key) => key !== 'thoughtSignature') ?? 'nothing');
}

function takeMedia(notes: ChoiceNotes, { mimeType, data }: Loose): void {
  const [type] = mimeType.split('/');
  notes.media(type === 'image' || type === 'audio' ? type : 'file', data);
}

const STOPS: Readonly<Record<string, string>> = {
  STOP: 'stop',
  1: 'stop',
  MAX_TOKENS: 'length',
  SAFETY: 'content-filter',
  PROHIBITED_CONTENT: 'content-filter',
  UNEXPECTED_TOOL_CALL: 'error',
  MALFORMED_FUNCTION_CALL: 'error',
};

function stopOf(word: unknown, hasCalls: boolean): string {
  const stop = STOPS[String(word)] ?? 'other';
  return hasCalls && stop === 'stop' ? 'tool-calls' : stop;
}

/** Thoughts are counted beside the candidates, tool prompts beside the prompt. */
function readUsage(usage: Loose): UsageMeaning {
  if (!usage) return NO_USAGE;
  const reasoning = usage.thoughtsTokenCount ?? 0;
  return {
    input: (usage.promptTokenCount ?? 0) + (usage.toolUsePromptTokenCount ?? 0),
    output: (usage.candidatesTokenCount ?? 0) + reasoning,
    cacheRead: usage.cachedContentTokenCount ?? 0,
    cacheWrite: 0,
    reasoning,
  };
}
