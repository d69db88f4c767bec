import { isAddress } from '../address.ts';
import { LIMITS } from '../limits.ts';
import { readVariable } from '../registries.ts';
import type { GatewayInput } from '../schema/gateway.ts';
import type { GatewaySettings } from '../snapshot.ts';
import type { CompileContext } from './context.ts';

const VARIABLES = {
  host: 'OCHA_HOST',
  port: 'OCHA_GATEWAY_PORT',
  opsPort: 'OCHA_GATEWAY_OPS_PORT',
} as const;

/** The gateway's settings: the environment over the file over what is built in. */
export function compileGateway(
  input: GatewayInput,
  workersDefault: number,
  context: CompileContext,
): GatewaySettings {
  const host = compileHost(input, context);
  const port = readPort(VARIABLES.port, context) ?? input.port ?? 4000;
  const opsPort = readPort(VARIABLES.opsPort, context) ?? input.opsPort ?? 4001;
  checkPorts({ port, opsPort }, context);
  const requiresKey = input.requireKey ?? true;
  if (!requiresKey && !isLoopback(host)) {
    context.problems.add(['gateway', 'requireKey'], {
      message: `is false while the gateway listens on ${host}: whoever reaches it can spend`,
      suggestion: 'listen on 127.0.0.1, or require keys',
      severity: 'warning',
    });
  }
  return {
    host,
    port,
    opsPort,
    workers: input.workers ?? Math.min(Math.max(1, workersDefault), LIMITS.workersMax),
    bodyBytesMax: input.bodyBytesMax ?? LIMITS.bodyBytesMax,
    drainMs: input.drainMs ?? LIMITS.drainMs,
    requiresKey,
  };
}

function compileHost(input: GatewayInput, context: CompileContext): string {
  const fromVariable = readVariable(context.environment, VARIABLES.host);
  const host = (fromVariable ?? input.host ?? '127.0.0.1').replace(/^\[(.*)\]$/, '$1');
  if (isListenHost(host)) return host;
  const message = 'is not an address to listen on';
  const suggestion = 'write an IP address or a host name, such as 127.0.0.1 or 0.0.0.0';
  if (fromVariable === undefined) {
    context.problems.add(['gateway', 'host'], { message, suggestion });
  } else context.problems.addVariable(VARIABLES.host, { message, suggestion });
  return host;
}

function isListenHost(host: string): boolean {
  if (host.includes(':')) return isAddress(host);
  const isName = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(host);
  const looksNumeric = /^[\d.]+$/.test(host);
  return isName && (!looksNumeric || (isAddress(host) && host.split('.').length === 4));
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}

function readPort(variable: string, context: CompileContext): number | undefined {
  const text = readVariable(context.environment, variable);
  if (text === undefined) return undefined;
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  context.problems.addVariable(variable, {
    message: 'is not a port',
    suggestion: 'give a whole number from 0 to 65535',
  });
  return undefined;
}

function checkPorts(
  ports: Pick<GatewaySettings, 'port' | 'opsPort'>,
  context: CompileContext,
): void {
  if (ports.port !== ports.opsPort || ports.port === 0) return;
  const message = `is the same port as the API's (${ports.port})`;
  const suggestion = 'give the API and the ops endpoints different ports';
  const variable = [VARIABLES.opsPort, VARIABLES.port].find(
    (name) => readVariable(context.environment, name) !== undefined,
  );
  if (variable === undefined) {
    context.problems.add(['gateway', 'opsPort'], { message, suggestion });
  } else context.problems.addVariable(variable, { message, suggestion });
}
