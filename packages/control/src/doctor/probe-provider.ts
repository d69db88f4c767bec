import type { ProviderInstance } from '@ocha/config';
import { classifyResponse, type Provider, type ProviderResponse } from '@ocha/providers';
import type { Probe, ProbeRequest, ProbeResult } from './ports.ts';
import { type DoctorFinding, type FindingSeverity, finding, type Reach } from './report.ts';

/** How long one provider may take to answer. */
export const PROBE_TIMEOUT_MS = 5_000;

/** How a provider answered, and what to tell about it. */
export interface Diagnosis {
  readonly reach: Reach;
  readonly finding: DoctorFinding;
}

/** Asks a configured provider whether it answers and takes the credential. */
export async function diagnoseProvider(
  instance: ProviderInstance,
  provider: Provider,
  probe: Probe,
): Promise<Diagnosis> {
  if (provider.simulate !== undefined) {
    return tell(instance, { reach: 'simulated', message: 'answers by itself, without a network' });
  }
  const result = await probe(createProbeRequest(instance, provider));
  return 'phase' in result
    ? explainFailure(instance, result)
    : explainAnswer(instance, provider, result);
}

/** The request that a provider answers cheaply when the credential works. */
export function createProbeRequest(instance: ProviderInstance, provider: Provider): ProbeRequest {
  return {
    url: `${instance.baseUrl}${provider.probePath ?? ''}`,
    headers: {
      accept: 'application/json',
      'user-agent': 'ocha-doctor',
      ...provider.headers,
      ...instance.headers,
      ...credentialHeaders(instance, provider),
    },
    timeoutMs: PROBE_TIMEOUT_MS,
    allowsPrivateAddress: instance.allowsPrivateAddress,
  };
}

function credentialHeaders(
  instance: ProviderInstance,
  provider: Provider,
): Readonly<Record<string, string>> {
  const { apiKey } = instance;
  if (apiKey === undefined || provider.auth.kind === 'none') return {};
  if (provider.auth.kind === 'header') return { [provider.auth.name]: apiKey };
  return { authorization: `Bearer ${apiKey}` };
}

interface Explanation {
  readonly reach: Reach;
  readonly message: string;
  readonly nextStep?: string;
}

const SEVERITIES: Readonly<Record<Reach, FindingSeverity>> = {
  ok: 'ok',
  simulated: 'ok',
  unchecked: 'info',
  'key-refused': 'error',
  'no-credit': 'error',
  dns: 'error',
  forbidden: 'error',
  unreachable: 'error',
  tls: 'error',
  timeout: 'error',
  unexpected: 'warning',
};

function tell(instance: ProviderInstance, explanation: Explanation): Diagnosis {
  const { reach, message, nextStep } = explanation;
  const about = { subject: instance.name, message, nextStep };
  return { reach, finding: finding('providers', SEVERITIES[reach], about) };
}

// --- Answers

function explainAnswer(
  instance: ProviderInstance,
  provider: Provider,
  result: Extract<ProbeResult, { status: number }>,
): Diagnosis {
  const { status } = result;
  const failure = failureOf(provider, result);
  if (failure === 'auth') {
    const variables = provider.env.apiKey.join(' or ');
    const isInFile = instance.origin === 'file' || variables === '';
    const where = isInFile ? `providers.${instance.name}.apiKey` : variables;
    return tell(instance, {
      reach: 'key-refused',
      message:
        instance.apiKey === undefined
          ? `answers, but wants a key (HTTP ${status})`
          : `answers, but refuses the key (HTTP ${status})`,
      nextStep: `check ${where}`,
    });
  }
  if (failure === 'quota') {
    return tell(instance, {
      reach: 'no-credit',
      message: `takes the key, but the account is out of credit or quota (HTTP ${status})`,
      nextStep: `add credit at ${provider.name}, or give its routes another deployment`,
    });
  }
  if (provider.probePath === undefined) {
    const message = `answers (HTTP ${status}); whether the key works only a call can tell`;
    return tell(instance, { reach: 'unchecked', message });
  }
  if (status === 429) {
    return tell(instance, { reach: 'ok', message: 'answers, and limits the rate right now' });
  }
  if (status >= 200 && status < 300 && !isPage(result.text)) {
    const message = instance.apiKey === undefined ? 'answers' : 'answers and takes the key';
    return tell(instance, { reach: 'ok', message });
  }
  return tell(instance, { reach: 'unexpected', ...explainUnexpected(instance, provider, result) });
}

/** Only what the provider's own classification is certain of: a page or an unknown status says nothing of the key. */
function failureOf(
  provider: Provider,
  result: Extract<ProbeResult, { status: number }>,
): 'auth' | 'quota' | undefined {
  const { status, text } = result;
  const isTold =
    status === 401 || status === 403 || status === 402 || status === 400 || status === 429;
  if (!isTold) return undefined;
  const body = parse(text);
  const response = { status, headers: {}, text, body, error: readError(body), nowMs: 0 };
  const { kind } = classifyResponse(provider, response);
  if (kind === 'auth' || kind === 'quota') return kind;
  return status === 401 ? 'auth' : undefined;
}

/** The error in a body, in the shape that nearly every provider uses. */
function readError(body: unknown): ProviderResponse['error'] {
  const error = fieldsOf(fieldsOf(body)['error']);
  const textOf = (name: string): string => {
    const value = error[name];
    return typeof value === 'string' ? value : '';
  };
  const [message, type, code] = [textOf('message'), textOf('type'), textOf('code')];
  return message === '' && type === '' && code === '' ? undefined : { message, type, code };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // Cut at the bound, or no JSON in the first place: classification goes by the text then.
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

function isPage(text: string): boolean {
  return /^\s*</.test(text);
}

function explainUnexpected(
  instance: ProviderInstance,
  provider: Provider,
  result: Extract<ProbeResult, { status: number }>,
): Omit<Explanation, 'reach'> {
  const { status } = result;
  const address = `providers.${instance.name}.baseUrl`;
  const usual = provider.baseUrl === undefined ? '' : ` (usually ${provider.baseUrl})`;
  const nextStep = `check ${address}${usual}`;
  if (status >= 500) {
    const message = `is in trouble (HTTP ${status})`;
    return { message, nextStep: `look at the status page of ${provider.name}` };
  }
  if (status >= 300 && status < 400) {
    return { message: `redirects (HTTP ${status}), which is never followed`, nextStep };
  }
  const what = isPage(result.text) ? 'with a page instead of JSON' : 'unlike its API';
  return { message: `answers ${what} (HTTP ${status})`, nextStep };
}

// --- Failures before an answer

function explainFailure(
  instance: ProviderInstance,
  result: Extract<ProbeResult, { phase: string }>,
): Diagnosis {
  const host = hostOf(instance.baseUrl);
  const { phase, error } = result;
  const explanations: Readonly<Record<typeof phase, Explanation>> = {
    dns: {
      reach: 'dns',
      message: `the name ${host} cannot be resolved (${error})`,
      nextStep: `check the spelling of providers.${instance.name}.baseUrl, and the DNS of this machine`,
    },
    forbidden: {
      reach: 'forbidden',
      message: `${host} resolves to an address that is not allowed (${error})`,
      nextStep: `if that is meant, set providers.${instance.name}.allowPrivateAddress: true`,
    },
    connect: {
      reach: 'unreachable',
      message: `no connection to ${host} (${error})`,
      nextStep: instance.allowsPrivateAddress
        ? `is the server at ${host} running?`
        : 'check the network and the firewall of this machine',
    },
    tls: {
      reach: 'tls',
      message: `the TLS handshake with ${host} failed (${error})`,
      nextStep: 'check the clock of this machine, its certificates, and proxies on the way',
    },
    http: {
      reach: 'unexpected',
      message: `${host} does not answer in HTTP (${error})`,
      nextStep: `check the scheme and the port of providers.${instance.name}.baseUrl`,
    },
    timeout: {
      reach: 'timeout',
      message: `no answer from ${host} within ${PROBE_TIMEOUT_MS / 1_000} s`,
      nextStep: 'check the network and the firewall of this machine',
    },
  };
  return tell(instance, explanations[phase]);
}

function hostOf(baseUrl: string): string {
  return URL.canParse(baseUrl) ? new URL(baseUrl).host : baseUrl;
}
