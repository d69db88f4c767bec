import type { FakeDialect, NativeRequest, Reply, Speaker } from './dialects/contract.ts';
import { Refusal } from './dialects/contract.ts';
import type { Memory } from './dialects/memory.ts';
import { compose } from './dialects/speech.ts';
import { alterFrames } from './faults/frame-fault.ts';
import { type PlanOptions, planReply } from './faults/plan.ts';
import { replaceReply } from './faults/replacement.ts';
import type { Latency, Script } from './faults/script.ts';
import { alterSpeech } from './faults/speech-fault.ts';
import type { Step } from './faults/step.ts';

/** Which credentials the fake takes. */
export interface Credentials {
  /** Whether a request without one is refused. */
  readonly isRequired: boolean;
  accepts(credential: string): boolean;
}

export interface AnsweringOptions {
  readonly dialect: FakeDialect;
  readonly script: Script | undefined;
  readonly memory: Memory;
  readonly credentials: Credentials;
  readonly latency: Latency;
  /** Seconds since the epoch. */
  readonly createdAt: number;
}

/** What the fake does with a request, from its credential to the last byte. Pure but for the memory. */
export function planAnswer(request: NativeRequest, options: AnsweringOptions): Step[] {
  const { dialect, script, memory } = options;
  const { model } = dialect.locate(request);
  const plan: PlanOptions = {
    script,
    dialect,
    latency: { ...options.latency, ...script?.latency },
  };
  const replacement = replaceReply(script, { dialect, model, memory });
  if (replacement !== undefined) return planReply(replacement, plan);
  try {
    const reply = createReply(request, options);
    return planReply(alterFrames(reply, script, { dialect, model }), plan);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return planReply(dialect.renderError(error.native, memory), { ...plan, script: undefined });
  }
}

function createReply(request: NativeRequest, options: AnsweringOptions): Reply {
  const { dialect, script, memory, credentials, createdAt } = options;
  const credential = dialect.credential(request);
  const isWelcome =
    credential === undefined ? !credentials.isRequired : credentials.accepts(credential);
  if (!isWelcome) throw new Refusal(dialect.refuseCredential(credential));
  dialect.check(request, memory);
  const speaker: Speaker = {
    memory,
    createdAt,
    compose: (question) => alterSpeech(compose(question), script),
  };
  return dialect.answer(request, speaker);
}
