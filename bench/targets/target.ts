import { type ProfileName, requestBody, type Shape } from '../bodies.ts';
import { postBytes } from '../load.ts';
import type { Service } from '../processes.ts';

/** `fast`: the provider speaks the client's dialect. `translated`: it speaks another (Anthropic's). */
export type Lane = 'fast' | 'translated';

export type TargetId = 'direct' | 'floor' | 'gateway' | 'portkey' | 'haproxy' | 'nginx';

/** One side of the comparison, running. */
export interface Target {
  readonly id: TargetId;
  readonly port: number;
  readonly lanes: readonly Lane[];
  readonly service: Service;
  /** The processes whose CPU is the figure. */
  measuredPids(): number[];
  /** What a client must send beside the body. */
  headers(lane: Lane): Record<string, string>;
  /** Before the model's name, where the side wants to know the provider. */
  modelPrefix(lane: Lane): string;
}

/** What a side needs to start. */
export interface StartOptions {
  /** The fake provider, on the loopback interface. */
  readonly providerPort: number;
  /** A folder of its own for configuration and state. */
  readonly folder: string;
  /** Where a CPU profile goes; undefined: none is taken. */
  readonly profileFolder: string | undefined;
}

/** How one side is started. `missing` says why it cannot be, where that is known beforehand. */
export interface TargetStarter {
  readonly id: TargetId;
  missing(): string | undefined;
  start(options: StartOptions): Promise<Target>;
}

export const CHAT_PATH = '/v1/chat/completions';

/** One request to a side, complete, as bytes. */
export function requestBytes(
  target: Target,
  lane: Lane,
  request: { readonly profile: ProfileName; readonly shape: Shape },
): Buffer {
  const body = requestBody(request.profile, request.shape, target.modelPrefix(lane));
  return postBytes(CHAT_PATH, target.headers(lane), body);
}
