import type { Speech, SpokenUsage } from '../dialects/contract.ts';
import { say, split } from '../dialects/speech.ts';
import type { Script } from './script.ts';

const HUGE_FRAME_BYTES = 1_000_000;
const HUGE_TOKENS = 9_000_000_000_000;

/** What the script puts into the fake's mouth instead of what it would say. */
export function alterSpeech(speech: Speech, script: Script | undefined): Speech {
  switch (script?.kind) {
    case 'answer':
      return script.text === undefined ? speech : say(speech, split(script.text));
    case 'huge-frame':
      return say(speech, ['x'.repeat(script.bytes ?? HUGE_FRAME_BYTES)]);
    case 'empty':
      return { ...say(speech, []), reasoning: [] };
    case 'blocked': {
      const finish = script.how ?? 'content-filter';
      const pieces = finish === 'refusal' ? split('I cannot help with that.') : [];
      return { ...say(speech, pieces), reasoning: [], finish };
    }
    case 'truncated': {
      const half = speech.pieces.slice(0, Math.ceil(speech.pieces.length / 2));
      return { ...say(speech, half), finish: 'length' };
    }
    case 'usage':
      return { ...speech, usage: alterUsage(speech.usage, script.how) };
    default:
      return speech;
  }
}

function alterUsage(
  usage: SpokenUsage | undefined,
  how: 'missing' | 'negative' | 'huge',
): SpokenUsage | undefined {
  if (usage === undefined || how === 'missing') return undefined;
  const amount = how === 'negative' ? -5 : HUGE_TOKENS;
  return { input: amount, cached: 0, cacheWritten: 0, output: amount, reasoning: 0 };
}
