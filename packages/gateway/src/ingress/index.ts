/**
 * Room 3, ingress: what is asked. Takes an `Arrival`, gives an `Intake`: the bytes, what a cheap look at them shows,
 * and the canonical call for whoever needs it (the fast lane never does).
 * May fail as: invalid_json, invalid_request, body_too_large, media_type_unsupported, url_forbidden, client_gone.
 * Invariants: nothing the client sent is lost; the parsed body is never changed.
 * Why here: after identity, so that strangers cannot make us parse; before admission, which needs the model's name.
 */
import { LIMITS } from '@ocha/config';
import { OchaError } from '@ocha/kernel';
import {
  type ChatCall,
  DIALECTS,
  type DialectId,
  type EmbeddingsCall,
  type Inspection,
  type Operation,
  type PathFacts,
} from '@ocha/wire';
import type { Arrival, Endpoint } from '../listener/index.ts';
import { readBody } from './body.ts';
import { parseBody } from './json.ts';
import { assertPublicUrls } from './media-guard.ts';

/** A request, looked at but not yet translated. */
export interface Intake {
  readonly operation: Operation;
  /** What the client speaks. */
  readonly dialect: DialectId;
  readonly path: PathFacts;
  readonly bytes: Buffer;
  readonly body: Readonly<Record<string, unknown>>;
  readonly inspection: Inspection;
  /** The canonical call, parsed on first use. May fail as `invalid_request`. */
  call(): ChatCall | EmbeddingsCall;
}

export interface Ingress {
  parse(arrival: Arrival): Promise<Intake>;
}

export interface IngressOptions {
  /** Asked anew for each request: it may change with the configuration. */
  readonly bodyBytesMax: () => number;
  /** For tests against loopback: lets URLs of media lead to private addresses. */
  readonly allowsPrivateMedia: boolean;
}

/** The ingress room. */
export function createIngress(options: IngressOptions): Ingress {
  return {
    parse(arrival) {
      const { endpoint } = arrival;
      if (endpoint.kind !== 'call') throw new TypeError('ingress takes calls only');
      return readBody(arrival.request, options.bodyBytesMax()).then((bytes) =>
        intake(bytes, options.allowsPrivateMedia, endpoint),
      );
    },
  };
}

function intake(
  bytes: Buffer,
  allowsPrivate: boolean,
  { dialect: dialectId, path }: Extract<Endpoint, { kind: 'call' }>,
): Intake {
  const dialect = DIALECTS[dialectId];
  const body = parseBody(bytes);
  const inspection = dialect.client.inspect(body, path);
  assertModelName(inspection.model);
  if (inspection.mediaUrls.length > 0) assertPublicUrls(inspection.mediaUrls, allowsPrivate);
  let call: ChatCall | EmbeddingsCall | undefined;
  return {
    operation: dialect.operation,
    dialect: dialectId,
    path,
    bytes,
    body,
    inspection,
    call() {
      call ??= dialect.client.parseCall(body, path);
      return call;
    },
  };
}

/** A model's name goes into URLs, headers and logs: text without controls and without halves of characters. */
function assertModelName(model: string): void {
  let problem: string | undefined;
  if (model.length > LIMITS.modelNameLengthMax)
    problem = `is longer than ${LIMITS.modelNameLengthMax} characters`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  else if (/[\x00-\x1f\x7f-\x9f]/.test(model) || !model.isWellFormed())
    problem = 'holds characters that no model name has';
  if (problem !== undefined)
    throw new OchaError('invalid_request', `\`model\` ${problem}`, { param: 'model' });
}
