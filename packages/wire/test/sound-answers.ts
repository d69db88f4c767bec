import type fc from 'fast-check';
import type { Answer, Choice } from '../src/answer.ts';
import type { Part, ReasoningPart } from '../src/part.ts';
import { answers } from './answers.ts';

/** Any answer that a provider can give. */
export const soundAnswers: fc.Arbitrary<Answer> = answers()
  .filter((answer) => answer.choices.length > 0)
  .map((answer): Answer => ({ ...answer, choices: answer.choices.map(soundChoice) }));

/** Takes out what no provider says: the parts of the generator are independent of each other. */
function soundChoice(choice: Choice): Choice {
  const parts = choice.parts.map(soundPart).filter(isSaid);
  const hasCall = parts.some(({ type }) => type === 'tool-call');
  const isNormal = ['stop', 'stop-sequence', 'other', 'tool-calls'].includes(choice.reason);
  const usual = choice.reason === 'tool-calls' ? 'stop' : choice.reason;
  const reason = isNormal && hasCall ? 'tool-calls' : usual;
  return {
    index: choice.index,
    parts,
    reason,
    ...(reason === 'stop-sequence' ? { stopSequence: 'END' } : {}),
  };
}

function soundPart(part: Part, position: number): Part {
  switch (part.type) {
    case 'tool-call':
      // Calls of one answer have ids of their own.
      return { ...part, id: `${part.id}-${position}` };
    case 'reasoning':
      return soundReasoning(part);
    case 'image':
      return { ...part, mediaType: 'image/png' };
    case 'file':
      return { ...part, mediaType: 'application/pdf' };
    default:
      return part;
  }
}

/**
 * A redacted block has no text. All reasoning is signed: a Chat stream shows no border between unsigned reasoning and
 * signed reasoning that follows at once, so that the latter is read as a repetition of neither.
 */
function soundReasoning(part: ReasoningPart): ReasoningPart {
  const { signature = { issuer: 'anthropic-messages', value: 'proof' } } = part;
  return { ...part, signature, text: part.isRedacted === true ? '' : part.text };
}

function isSaid(part: Part, position: number, parts: readonly Part[]): boolean {
  switch (part.type) {
    case 'native':
      return false;
    case 'image':
    case 'file':
      return part.source.kind === 'base64' && part.source.data !== '';
    case 'audio':
      // An answer holds one sound at most.
      return parts.findIndex(({ type }) => type === 'audio') === position && hasSound(part);
    default:
      return true;
  }
}

function hasSound(part: Part): boolean {
  return part.type === 'audio' && part.source.kind === 'base64' && part.source.data !== '';
}
