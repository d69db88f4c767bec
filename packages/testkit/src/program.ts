import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import {
  applyScripts,
  FAKE_MODELS,
  FAULT_NAMES,
  type FakeUpstream,
  openFakeUpstream,
  type RecordedRequest,
} from './fake-upstream/index.ts';

const PORT_DEFAULT = 9100;
const PORT_MAX = 65_535;

const USAGE = `fake-upstream [--port ${PORT_DEFAULT}] [--host 127.0.0.1] [--script file.json] [--latency-ms N] [--between-ms N] [--keyless]

  --script      what to do, as for POST /_control/script
  --latency-ms  milliseconds before the headers of every answer
  --between-ms  milliseconds between two pieces of a stream
  --keyless     take requests without a key
`;

/** Runs the fake upstream for a person: says where it listens and prints a line for each request. */
export async function runProgram(
  args: readonly string[],
  print: (line: string) => void,
): Promise<FakeUpstream | undefined> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: String(PORT_DEFAULT) },
      host: { type: 'string', default: '127.0.0.1' },
      script: { type: 'string' },
      'latency-ms': { type: 'string', default: '0' },
      'between-ms': { type: 'string', default: '0' },
      keyless: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    print(USAGE);
    return undefined;
  }
  const upstream = await openFakeUpstream({
    host: values.host,
    port: readNumber('--port', values.port, PORT_MAX),
    isKeyRequired: !values.keyless,
    latency: {
      beforeHeadersMs: readNumber('--latency-ms', values['latency-ms']),
      betweenMs: readNumber('--between-ms', values['between-ms']),
    },
    onServed: (request) => print(lineOf(request)),
  });
  try {
    if (values.script !== undefined) await applyFile(values.script, upstream);
  } catch (error) {
    await upstream.close();
    throw error;
  }
  print(greeting(upstream));
  return upstream;
}

function readNumber(name: string, text: string, most = 3_600_000): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0 && number <= most) return number;
  throw new Error(`${name} must be an integer from 0 to ${most}, but is "${text}"`);
}

async function applyFile(path: string, upstream: FakeUpstream): Promise<void> {
  const text = await readFile(path, 'utf8');
  try {
    applyScripts(JSON.parse(text), upstream);
  } catch (error) {
    // Not JSON, or not a script: either way the file is what must be mended.
    throw new Error(`${path}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

function greeting({ url }: FakeUpstream): string {
  return `fake upstream on ${url}

  OpenAI      ${url}/v1         chat/completions, responses, embeddings, models
  Anthropic   ${url}            v1/messages
  Gemini      ${url}/v1beta     models/{model}:generateContent, :streamGenerateContent, :embedContent
  any prefix before these paths works as well; any key and any model are taken

  models   ${wrap(FAKE_MODELS)}
  faults   ${wrap(FAULT_NAMES)}
           (N is a number: fault-503, fault-cut-after-3)
  control  POST /_control/script {"script":[{"kind":"status","status":503}],"always":null,"forModel":{}}
           POST /_control/reset · GET /_control/requests · GET /_control/faults
`;
}

function wrap(names: readonly string[]): string {
  const lines: string[] = [''];
  for (const name of names) {
    const line = lines.at(-1) ?? '';
    if (line.length + name.length > 84) lines.push(name);
    else lines[lines.length - 1] = line === '' ? name : `${line} ${name}`;
  }
  return lines.join('\n           ');
}

/** One request in one line, for people. */
export function lineOf(request: RecordedRequest): string {
  const { method, path, model, script, status, bytesSent, startedAt } = request;
  const tookMs = Math.round((request.endedAt ?? startedAt) - startedAt);
  const end = request.isComplete ? '' : ' client gone';
  const fault = script === undefined ? '' : ` [${script}]`;
  const name = model === '' ? '' : ` ${model}`;
  return `${method} ${path}${name}${fault} → ${status ?? 'nothing'}, ${bytesSent} bytes, ${tookMs} ms${end}`;
}
