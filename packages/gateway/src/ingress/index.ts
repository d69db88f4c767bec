/**
 * Room 3, ingress: what is asked. Takes an `Arrival`, gives an `Intake`: the bytes, what a cheap look at them shows, and
 * the canonical call for whoever needs it (the fast lane never does).
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
import { type Arrival, readBody } from '../listener/index.ts';
import { parseBody } from './json.ts';
import { assertPublicUrls } from './media-guard.ts';

export { findTopLevelString, prependMembers, replaceRange } from './splice.ts';

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

/** The ingress room. `bodyBytesMax` is asked anew for each request: it may change with the configuration. */
export function createIngress(options: { readonly bodyBytesMax: () => number }): Ingress {
  return {
    async parse(arrival) {
      const { endpoint } = arrival;
      if (endpoint.kind !== 'call') throw new TypeError('ingress takes calls only');
      const bytes = await readBody(arrival.request, options.bodyBytesMax());
      return intake(bytes, endpoint.dialect, endpoint.path);
    },
  };
}

function intake(bytes: Buffer, dialectId: DialectId, path: PathFacts): Intake {
  const dialect = DIALECTS[dialectId];
  const body = parseBody(bytes);
  const inspection = dialect.client.inspect(body, path);
  if (inspection.model.length > LIMITS.modelNameLengthMax) {
    throw new OchaError(
      'invalid_request',
      `\`model\` is longer than ${LIMITS.modelNameLengthMax} characters`,
      {
        param: 'model',
      },
    );
  }
  if (inspection.mediaUrls.length > 0) assertPublicUrls(inspection.mediaUrls);
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
