/** The requests that every side of the comparison is given. Built once; the same bytes for all. */
export type ProfileName = 'chat' | 'agent' | 'image';

export interface Shape {
  readonly isStream: boolean;
  /** Chunks of content in a streamed answer. */
  readonly chunks: number;
  /** Milliseconds between two chunks; 0: everything at once. */
  readonly intervalMs: number;
  /** Milliseconds before the answer starts. */
  readonly latencyMs: number;
}

export const WHOLE: Shape = { isStream: false, chunks: 0, intervalMs: 0, latencyMs: 0 };

const CHAT_BYTES = 1_600;
const AGENT_BYTES = 500_000;
const AGENT_MESSAGES = 200;
const AGENT_TOOLS = 20;
const IMAGE_BASE64_BYTES = 5_000_000;
const PNG_HEADER = Buffer.from('89504e470d0a1a0a0000000d4948445200000400000004000802000000', 'hex');
const WORDS =
  'the plan reads each file before it changes one line because tests prove what words promise';

/** What the fake provider reads its orders from: the one field that every proxy passes on. */
export function modelName(shape: Shape): string {
  const kind = shape.isStream ? 's' : 'j';
  return `bench-${kind}${shape.chunks}-i${shape.intervalMs}-l${shape.latencyMs}`;
}

/** The inverse of `modelName`; undefined when the text holds no such name. */
export function findShape(text: string): Shape | undefined {
  const found = /bench-([js])(\d+)-i(\d+)-l(\d+)/.exec(text);
  if (found === null) return undefined;
  const [, kind, chunks, intervalMs, latencyMs] = found;
  return {
    isStream: kind === 's',
    chunks: Number(chunks),
    intervalMs: Number(intervalMs),
    latencyMs: Number(latencyMs),
  };
}

/** An OpenAI chat request of a profile; `prefix` is the provider's name where the side wants one. */
export function requestBody(profile: ProfileName, shape: Shape, prefix: string): Buffer {
  const head = {
    model: `${prefix}${modelName(shape)}`,
    max_tokens: 1024,
    ...(shape.isStream ? { stream: true, stream_options: { include_usage: true } } : {}),
  };
  return Buffer.from(JSON.stringify({ ...head, ...PROFILES[profile]() }));
}

const PROFILES: Readonly<Record<ProfileName, () => object>> = {
  chat: () => ({
    temperature: 0.2,
    messages: [
      { role: 'system', content: 'You are a careful reviewer. Answer in one paragraph.' },
      { role: 'user', content: prose(CHAT_BYTES - 250, 1) },
    ],
  }),
  agent: agentContext,
  image: () => ({
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is in this picture?' },
          { type: 'image_url', image_url: { url: `data:image/png;base64,${picture()}` } },
        ],
      },
    ],
  }),
};

/** A long tool-using conversation: system, then rounds of question, tool call, tool result and conclusion. */
function agentContext(): object {
  const rounds = AGENT_MESSAGES / 4;
  const resultBytes = Math.floor(AGENT_BYTES / rounds) - 1_900;
  const messages = Array.from({ length: rounds }, (_, round) => agentRound(round, resultBytes));
  return {
    messages: [{ role: 'system', content: prose(2_000, 7) }, ...messages.flat().slice(0, -1)],
    tools: Array.from({ length: AGENT_TOOLS }, (_, index) => tool(index)),
    tool_choice: 'auto',
  };
}

function agentRound(round: number, resultBytes: number): object[] {
  const id = `call_${String(round).padStart(6, '0')}`;
  const call = {
    id,
    type: 'function',
    function: {
      name: `tool_${round % AGENT_TOOLS}`,
      arguments: JSON.stringify({ path: `src/room-${round}/index.ts`, limit: round * 10 }),
    },
  };
  return [
    { role: 'user', content: prose(700, round) },
    { role: 'assistant', content: prose(200, round + 1), tool_calls: [call] },
    { role: 'tool', tool_call_id: id, content: sourceLike(resultBytes, round) },
    { role: 'assistant', content: prose(600, round + 2) },
  ];
}

function tool(index: number): object {
  return {
    type: 'function',
    function: {
      name: `tool_${index}`,
      description: prose(240, index),
      parameters: {
        type: 'object',
        properties: {
          path: { type: 'string', description: prose(60, index) },
          limit: { type: 'integer', minimum: 0, description: prose(60, index + 1) },
          options: {
            type: 'object',
            properties: { recursive: { type: 'boolean' }, depth: { type: 'integer' } },
            additionalProperties: false,
          },
        },
        required: ['path'],
        additionalProperties: false,
      },
    },
  };
}

function prose(bytes: number, start: number): string {
  const words = WORDS.split(' ');
  let text = '';
  for (let index = start; text.length < bytes; index += 1) {
    text += `${words[(index * 7) % words.length]} `;
  }
  return text.slice(0, bytes);
}

/** Text with the quotes, line ends and letters beyond ASCII that tool results have. */
function sourceLike(bytes: number, start: number): string {
  let text = '';
  for (let line = start; text.length < bytes; line += 1) {
    text += `  const value${line} = read("path-${line}\\n", { depth: ${line % 9} }); // größer – ok\n`;
  }
  return text.slice(0, Math.floor(bytes * 0.9));
}

function picture(): string {
  const bytes = Buffer.alloc((IMAGE_BASE64_BYTES * 3) / 4);
  let state = 0x2545f491;
  for (let index = 0; index < bytes.length; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[index] = state >>> 24;
  }
  PNG_HEADER.copy(bytes);
  return bytes.toString('base64');
}
