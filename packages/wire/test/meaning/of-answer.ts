import type { Answer, Choice } from '../../src/answer.ts';
import type { Part } from '../../src/part.ts';
import { ChoiceNotes, type Meaning, NO_USAGE } from './meaning.ts';

/** What a canonical answer means. */
export function meaningOf(answer: Answer): Meaning {
  const { usage } = answer;
  return {
    choices: answer.choices.map((choice) => ({ index: choice.index, ...choiceMeaning(choice) })),
    usage:
      usage === undefined
        ? NO_USAGE
        : {
            input: usage.inputTokens,
            output: usage.outputTokens,
            cacheRead: usage.cacheReadTokens ?? 0,
            cacheWrite: usage.cacheWriteTokens ?? 0,
            reasoning: usage.reasoningTokens ?? 0,
          },
  };
}

function choiceMeaning({ parts, reason }: Choice) {
  const notes = new ChoiceNotes();
  for (const [position, part] of parts.entries()) take(notes, part, position);
  return { segments: notes.segments(), stop: reason };
}

function take(notes: ChoiceNotes, part: Part, position: number): void {
  switch (part.type) {
    case 'text':
    case 'reasoning':
    case 'refusal':
      notes.say(part.type, part.text);
      break;
    case 'tool-call': {
      const { name, arguments: input, kind } = part;
      notes.call(position, { name, input, isFreeText: kind === 'custom' });
      break;
    }
    case 'image':
    case 'file':
    case 'audio': {
      const transcript = part.type === 'audio' ? part.transcript : undefined;
      if (part.source.kind === 'base64') notes.media(part.type, part.source.data, transcript);
      break;
    }
    case 'native':
      notes.native(part.name);
      break;
    case 'tool-result':
      break;
    default:
      part satisfies never;
  }
}
