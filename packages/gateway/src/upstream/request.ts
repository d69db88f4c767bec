import { OchaError } from '@ocha/kernel';
import {
  type Call,
  chatDialect,
  type DialectId,
  embeddingsDialect,
  type Warning,
} from '@ocha/wire';
import type { Deployment } from '../catalog/index.ts';
import type { Intake } from '../ingress/index.ts';
import type { PlannedDeployment } from '../routing/index.ts';
import type { UpstreamRequest } from './exchange.ts';
import { findTopLevelString, prependMembers, replaceRange } from './splice.ts';

/** How a dialect's bodies are edited in place. */
const BODY_MEMBERS: Readonly<
  Record<DialectId, { readonly hasModel: boolean; readonly usage?: string }>
> = {
  'openai-chat': { hasModel: true, usage: 'stream_options' },
  'openai-responses': { hasModel: true },
  'anthropic-messages': { hasModel: true },
  gemini: { hasModel: false },
  'openai-embeddings': { hasModel: true },
  'gemini-embeddings': { hasModel: false },
};

/** Client headers that mean something to a provider of the same dialect. */
const PASSED_HEADERS = ['anthropic-beta', 'anthropic-version', 'openai-beta'] as const;

export interface RenderedRequest {
  readonly request: UpstreamRequest;
  readonly warnings: readonly Warning[];
  /** Whether we asked for a usage chunk that the client did not ask for. */
  readonly hidesUsage: boolean;
}

export interface RenderOptions {
  readonly params: 'drop' | 'strict';
  /** The client's own headers. */
  readonly headers: ClientHeaders;
}

/** Headers of a client's request. */
type ClientHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** The request in the fast lane: the client's bytes, with the model's name and what policy demands spliced in. */
export function renderFast(
  intake: Intake,
  planned: PlannedDeployment,
  options: RenderOptions,
): RenderedRequest {
  const { headers } = options;
  const { deployment, dialect } = planned;
  const { isStream, wantsStreamUsage } = intake.inspection;
  const { provider, traits, model } = deployment;
  const members = BODY_MEMBERS[dialect];
  const warnings: Warning[] = [];
  const warn = (warning: Warning): void => void warnings.push(warning);
  const adapted =
    provider.adaptRequest?.(intake.body, { dialect, model, traits, warn }) ?? intake.body;
  if (options.params === 'strict') refuseDropped(warnings, deployment);
  const hidesUsage =
    isStream && members.usage !== undefined && traits.streamUsage && !wantsStreamUsage;
  const usage = hidesUsage ? members.usage : undefined;
  const canSplice =
    adapted === intake.body && (usage === undefined || intake.body[usage] === undefined);
  const name = members.hasModel ? model : undefined;
  const passedOn = passOnEmbeddings(adapted, intake, planned);
  const body =
    passedOn?.body ??
    (canSplice ? spliceBody(intake, name, usage) : undefined) ??
    rewriteBody(adapted, name, usage);
  const passed: string[] = [];
  for (const name of PASSED_HEADERS) {
    const value = headers[name];
    if (typeof value === 'string') passed.push(name, value);
  }
  return {
    request: upstreamRequest(planned, { isStream, body, passed, path: passedOn?.path }, headers),
    warnings,
    hidesUsage,
  };
}

/** Dialects in which the model is not told by one field at the top write path and body themselves. */
function passOnEmbeddings(
  body: Readonly<Record<string, unknown>>,
  intake: Intake,
  { deployment, dialect }: PlannedDeployment,
): { readonly path: string; readonly body: string } | undefined {
  if (intake.operation !== 'embeddings') return undefined;
  const passed = embeddingsDialect(dialect).provider.passOn?.(body, deployment.model, intake.path);
  return passed === undefined
    ? undefined
    : {
        path: deployment.basePath + passed.path,
        body: JSON.stringify(passed.body),
      };
}

/** Undefined where the bytes cannot be edited in place. */
function spliceBody(
  intake: Intake,
  model: string | undefined,
  usage: string | undefined,
): Buffer | undefined {
  let { bytes } = intake;
  if (model !== undefined && intake.body['model'] !== model) {
    const range = findTopLevelString(bytes, 'model');
    // A key written with escapes is not found by its bytes: then what stands there is not the value that counts.
    if (range === undefined || valueAt(bytes, range) !== intake.body['model']) return undefined;
    bytes = replaceRange(bytes, range, JSON.stringify(model));
  }
  return usage === undefined ? bytes : prependMembers(bytes, `"${usage}":{"include_usage":true}`);
}

function valueAt(bytes: Buffer, range: { readonly start: number; readonly end: number }): unknown {
  return JSON.parse(bytes.toString('utf8', range.start, range.end));
}

function rewriteBody(
  body: Readonly<Record<string, unknown>>,
  model: string | undefined,
  usage: string | undefined,
): string {
  const rewritten: Record<string, unknown> = { ...body };
  if (model !== undefined) rewritten['model'] = model;
  if (usage !== undefined)
    rewritten[usage] = { ...(body[usage] as object | undefined), include_usage: true };
  return JSON.stringify(rewritten);
}

/** The request through the hub: the canonical call, written anew for this deployment. */
export function renderHub(
  call: Call,
  planned: PlannedDeployment,
  options: RenderOptions,
): RenderedRequest {
  const { deployment, dialect } = planned;
  const rendered =
    call.operation === 'chat'
      ? chatDialect(dialect).provider.renderCall(call, deployment.model, deployment.traits)
      : embeddingsDialect(dialect).provider.renderCall(call, deployment.model, deployment.traits);
  const { provider, model, traits } = deployment;
  const warnings = [...rendered.warnings];
  const warn = (warning: Warning): void => void warnings.push(warning);
  const context = { dialect, model, traits, warn };
  const body = provider.adaptRequest?.(rendered.body, context) ?? rendered.body;
  if (options.params === 'strict') refuseDropped(warnings, deployment);
  const isStream = call.operation === 'chat' && call.isStream;
  const request = upstreamRequest(
    planned,
    { isStream, body: JSON.stringify(body), passed: [] },
    options.headers,
  );
  return { request, warnings, hidesUsage: false };
}

function refuseDropped(warnings: readonly Warning[], deployment: Deployment): void {
  const [first] = warnings;
  if (first === undefined) return;
  throw new OchaError(
    'unsupported_parameter',
    `\`${first.param}\` cannot be sent to ${deployment.id} (${first.reason}), and the route is strict about parameters`,
    { param: first.param },
  );
}

function upstreamRequest(
  planned: PlannedDeployment,
  parts: {
    readonly isStream: boolean;
    readonly body: Buffer | string;
    readonly passed: readonly string[];
    /** Where it goes, when that is not the deployment's path for its dialect. */
    readonly path?: string | undefined;
  },
  clientHeaders: ClientHeaders,
): UpstreamRequest {
  const { deployment, dialect } = planned;
  const headers = [...ownHeaders(deployment, parts.passed), ...parts.passed];
  headers.push('accept', parts.isStream ? 'text/event-stream' : 'application/json');
  const trace = clientHeaders['traceparent'];
  if (typeof trace === 'string') headers.push('traceparent', trace);
  return {
    deployment,
    dialect,
    path: parts.path ?? pathOf(planned, parts.isStream),
    headers,
    body: parts.body,
    isStream: parts.isStream,
  };
}

/** The deployment's own headers, less those the client overrides. */
function ownHeaders(deployment: Deployment, passed: readonly string[]): readonly string[] {
  const { headers } = deployment;
  if (passed.length === 0) return headers;
  return headers.filter(
    (_, position) => !passed.includes(headers[position - (position % 2)] as string),
  );
}

function pathOf({ deployment, dialect }: PlannedDeployment, isStream: boolean): string {
  const { provider, model } = deployment;
  const base = deployment.basePath;
  const own = provider.paths[dialect];
  if (own !== undefined) return base + own.replace('{model}', encodeURIComponent(model));
  if (dialect.endsWith('-embeddings'))
    return base + embeddingsDialect(dialect).provider.path(model);
  return base + chatDialect(dialect).provider.path(model, isStream);
}
