import type { OfferedTool, Question, Speech, SpokenCall, SpokenUsage } from './contract.ts';
import { createArguments, createInstance } from './schema-instance.ts';

/** Characters of the user's text that are said back at most. */
const ECHO_MAX = 4000;
const CALLS_MAX = 3;
const CHARACTERS_PER_TOKEN = 4;

/** What the fake model says to a question: predictable from the question alone. */
export function compose(question: Question): Speech {
  const reasoning = question.isReasoning ? split('The user wants an answer. I will give one.') : [];
  const toolCalls = chooseCalls(question);
  if (toolCalls.length > 0) {
    const output = toolCalls.reduce((sum, call) => sum + tokensOf(JSON.stringify(call)), 0);
    const usage = usageOf(question, output, reasoning.length);
    return { reasoning, pieces: [], toolCalls, finish: 'tool-calls', usage };
  }
  const stopped = applyStop(answerText(question), question.stop);
  const all = split(stopped.text);
  const most = question.outputTokensMax ?? Number.POSITIVE_INFINITY;
  const isCut = all.length > most;
  const pieces = isCut ? all.slice(0, most) : all;
  const natural = stopped.stopSequence === undefined ? 'stop' : 'stop-sequence';
  return {
    reasoning,
    pieces,
    toolCalls: [],
    finish: isCut ? 'length' : natural,
    stopSequence: isCut ? undefined : stopped.stopSequence,
    usage: usageOf(question, pieces.length * question.choices, reasoning.length),
  };
}

/** Text in the pieces in which a model would stream it: about a word each, never inside a code point. */
export function split(text: string): string[] {
  return text.match(/\s*\S{1,12}|\s+$/gu) ?? [];
}

/** Says something else than the question would bring about. */
export function say(speech: Speech, pieces: readonly string[]): Speech {
  return { ...speech, pieces, toolCalls: [], finish: 'stop', stopSequence: undefined };
}

function answerText(question: Question): string {
  if (question.lastTurn === 'tool') return resultText(question);
  if (question.format === 'json') return JSON.stringify({ answer: spoken(question) });
  if (question.format !== 'text') {
    return JSON.stringify(createInstance(question.format.schema, { text: spoken(question) }));
  }
  return spoken(question);
}

function resultText(question: Question): string {
  const results = question.toolResults.map(
    ({ name, text }) => `${name ?? 'The tool'} said: ${text}`,
  );
  const joined = results.join('\n');
  if (question.format === 'text') return joined;
  const schema = question.format === 'json' ? undefined : question.format.schema;
  if (schema === undefined) return JSON.stringify({ answer: joined });
  return JSON.stringify(createInstance(schema, { text: joined }));
}

function spoken(question: Question): string {
  const seen = question.media.map(({ kind, label }) => {
    if (kind === 'file') return `I see a file ${label}.`;
    return kind === 'image' ? `I see an image (${label}).` : `I hear audio (${label}).`;
  });
  const echo = [...question.userText].slice(0, ECHO_MAX).join('');
  return [...seen, `You said: ${echo}`].join(' ');
}

function chooseCalls(question: Question): SpokenCall[] {
  const { tools, toolChoice, lastTurn } = question;
  if (tools.length === 0 || toolChoice === 'none') return [];
  const isForced = toolChoice !== 'auto';
  if (lastTurn !== 'user' && !isForced) return [];
  // A way out for people and agents that offer tools with every request.
  if (!isForced && /\b(no|without) tools?\b/i.test(question.userText)) return [];
  return pickTools(question).map(({ name, schema }) => ({ name, input: createArguments(schema) }));
}

function pickTools(question: Question): readonly OfferedTool[] {
  const { tools, toolChoice, userText } = question;
  const first = tools[0];
  if (first === undefined) return [];
  const named = typeof toolChoice === 'object' ? toolChoice.name : undefined;
  const chosen =
    tools.find((tool) => tool.name === named) ??
    tools.find((tool) => userText.includes(tool.name)) ??
    first;
  if (!question.isParallelAllowed || !/parallel/i.test(userText)) return [chosen];
  // With one tool it is called twice: results that are matched by name instead of id show up then.
  if (tools.length === 1 || named !== undefined) return [chosen, chosen];
  return tools.slice(0, CALLS_MAX);
}

function applyStop(
  text: string,
  stop: readonly string[],
): { readonly text: string; readonly stopSequence?: string } {
  let earliest: { text: string; stopSequence: string } | undefined;
  for (const sequence of stop) {
    const at = sequence === '' ? -1 : text.indexOf(sequence);
    if (at < 0 || (earliest !== undefined && earliest.text.length <= at)) continue;
    earliest = { text: text.slice(0, at), stopSequence: sequence };
  }
  return earliest ?? { text };
}

function usageOf(question: Question, visible: number, reasoningPieces: number): SpokenUsage {
  const input = Math.max(8, Math.ceil(question.characters / CHARACTERS_PER_TOKEN));
  const cached = Math.floor(input / 4);
  return {
    input,
    cached,
    cacheWritten: question.isCacheMarked ? Math.floor(input / 8) : 0,
    output: visible + reasoningPieces,
    reasoning: reasoningPieces,
  };
}

function tokensOf(text: string): number {
  return Math.max(1, Math.ceil(text.length / CHARACTERS_PER_TOKEN));
}
