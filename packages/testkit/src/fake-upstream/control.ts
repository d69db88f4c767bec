import { FAULT_NAMES } from './faults/named-fault.ts';
import type { Script } from './faults/script.ts';
import { readScript, readScripts, SCRIPT_KINDS } from './faults/script-reader.ts';
import { isObject, objectOf } from './json.ts';
import type { RecordedRequest } from './observations.ts';

/** What may be done to an upstream over HTTP, or by a script file. */
export interface Controls {
  script(scripts: readonly Script[]): void;
  always(script: Script | undefined): void;
  forModel(model: string, script: Script | readonly Script[] | undefined): void;
  reset(): void;
  readonly requests: readonly RecordedRequest[];
}

export interface ControlAnswer {
  readonly status: number;
  readonly body: unknown;
}

export const CONTROL_PREFIX = '/_control';

/**
 * Reads `{ script?: [...], always?: {...} | null, forModel?: { model: {...} | [...] | null } }` and sets it. Everything
 * is read before anything is set. Throws an error that names the field.
 */
export function applyScripts(value: unknown, controls: Controls): void {
  if (!isObject(value)) throw new Error('expected an object with script, always or forModel');
  const known = ['script', 'always', 'forModel'];
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`${unknown} is not one of ${known.join(', ')}`);
  const { script, always, forModel } = value;
  const queued = script === undefined ? [] : readScripts(script);
  const lasting =
    always === undefined || always === null ? undefined : readScript(always, 'always');
  const models = Object.entries(objectOf(forModel)).map(
    ([model, entry]) => [model, readForModel(model, entry)] as const,
  );
  controls.script(queued);
  if (always !== undefined) controls.always(lasting);
  for (const [model, entry] of models) controls.forModel(model, entry);
}

function readForModel(model: string, entry: unknown): Script | readonly Script[] | undefined {
  if (entry === null) return undefined;
  const path = `forModel.${model}`;
  return Array.isArray(entry) ? readScripts(entry, path) : readScript(entry, path);
}

/** Answers a request below `/_control`. */
export function answerControl(
  request: { readonly method: string; readonly path: string; readonly body: unknown },
  controls: Controls,
): ControlAnswer {
  const action = `${request.method} ${request.path.slice(CONTROL_PREFIX.length)}`;
  switch (action) {
    case 'POST /script':
      return answerScript(request.body, controls);
    case 'POST /reset':
      controls.reset();
      return { status: 200, body: { reset: true } };
    case 'GET /requests':
      return { status: 200, body: { requests: controls.requests.map(viewOf) } };
    case 'GET /faults':
      return { status: 200, body: { models: FAULT_NAMES, kinds: SCRIPT_KINDS } };
    default:
      return {
        status: 404,
        body: {
          error:
            'have POST /_control/script, POST /_control/reset, GET /_control/requests, GET /_control/faults',
        },
      };
  }
}

function answerScript(body: unknown, controls: Controls): ControlAnswer {
  try {
    applyScripts(body, controls);
    return { status: 200, body: { accepted: true } };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { status: 400, body: { error: error.message } };
  }
}

function viewOf({ bodyBytes, ...request }: RecordedRequest): unknown {
  return { ...request, bodyLength: bodyBytes.length };
}
