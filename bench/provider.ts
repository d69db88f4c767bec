/**
 * The fake provider of the bench, a process of its own: answers as fast as it can, as the model name orders.
 * Paths ending in `/messages` are answered in Anthropic's form, all others in OpenAI's.
 */
import http from 'node:http';
import { findShape, type Shape, WHOLE } from './bodies.ts';

interface Wire {
  readonly whole: Buffer;
  readonly head: Buffer;
  readonly chunk: Buffer;
  readonly tail: Buffer;
}

const TEXT = 'A proxy should cost next to nothing. '.repeat(30);
const DELTA = ' word after word';
const SSE_HEADERS = { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' };

const port = Number(process.argv[2] ?? 0);
const server = http.createServer({ keepAliveTimeout: 0 }, receive);
server.listen(port, '127.0.0.1', 2048);
process.once('SIGTERM', () => process.exit(0));

const OPENAI = openaiWire();
const ANTHROPIC = anthropicWire();

function receive(request: http.IncomingMessage, response: http.ServerResponse): void {
  const chunks: Buffer[] = [];
  let shape: Shape | undefined;
  request.on('data', (chunk: Buffer) => {
    if (shape !== undefined) return;
    chunks.push(chunk);
    shape = findShape(chunk.toString('latin1', 0, 400));
  });
  request.on('end', () => {
    const orders = shape ?? findShape(Buffer.concat(chunks).toString('latin1')) ?? WHOLE;
    const wire = request.url?.endsWith('/messages') === true ? ANTHROPIC : OPENAI;
    if (orders.latencyMs === 0) answer(response, wire, orders);
    else setTimeout(answer, orders.latencyMs, response, wire, orders);
  });
}

function answer(response: http.ServerResponse, wire: Wire, shape: Shape): void {
  if (!shape.isStream) {
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': wire.whole.length,
      'x-request-id': 'req_bench',
    });
    response.end(wire.whole);
    return;
  }
  response.writeHead(200, SSE_HEADERS);
  if (shape.intervalMs === 0) {
    const content = Array.from({ length: shape.chunks }, () => wire.chunk);
    response.end(Buffer.concat([wire.head, ...content, wire.tail]));
    return;
  }
  pace(response, wire, shape);
}

function pace(response: http.ServerResponse, wire: Wire, shape: Shape): void {
  let sent = 0;
  response.write(wire.head);
  const timer = setInterval(() => {
    if (sent === shape.chunks) {
      clearInterval(timer);
      response.end(wire.tail);
      return;
    }
    sent += 1;
    response.write(wire.chunk);
  }, shape.intervalMs);
  response.once('close', () => clearInterval(timer));
}

function openaiWire(): Wire {
  const base = { id: 'chatcmpl-bench', created: 1_700_000_000, model: 'bench-model' };
  const usage = { prompt_tokens: 400, completion_tokens: 300, total_tokens: 700 };
  const chunk = (choices: object[], extra: object = {}): string =>
    `data: ${JSON.stringify({ ...base, object: 'chat.completion.chunk', choices, ...extra })}\n\n`;
  const choice = (delta: object, finish: string | null): object => ({
    index: 0,
    delta,
    logprobs: null,
    finish_reason: finish,
  });
  const message = { role: 'assistant', content: TEXT, refusal: null };
  const whole = {
    ...base,
    object: 'chat.completion',
    choices: [{ index: 0, message, logprobs: null, finish_reason: 'stop' }],
    usage: {
      ...usage,
      prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
    },
    service_tier: 'default',
  };
  return {
    whole: Buffer.from(JSON.stringify(whole)),
    head: Buffer.from(chunk([choice({ role: 'assistant', content: '' }, null)])),
    chunk: Buffer.from(chunk([choice({ content: DELTA }, null)])),
    tail: Buffer.from(`${chunk([choice({}, 'stop')])}${chunk([], { usage })}data: [DONE]\n\n`),
  };
}

function anthropicWire(): Wire {
  const frame = (type: string, fields: object): string =>
    `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
  const message = { id: 'msg_bench', type: 'message', role: 'assistant', model: 'bench-model' };
  const start = {
    ...message,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: 400, output_tokens: 1 },
  };
  const whole = {
    ...message,
    content: [{ type: 'text', text: TEXT }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 400, output_tokens: 300 },
  };
  const delta = { type: 'text_delta', text: DELTA };
  return {
    whole: Buffer.from(JSON.stringify(whole)),
    head: Buffer.from(
      frame('message_start', { message: start }) +
        frame('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
    ),
    chunk: Buffer.from(frame('content_block_delta', { index: 0, delta })),
    tail: Buffer.from(
      frame('content_block_stop', { index: 0 }) +
        frame('message_delta', {
          delta: { stop_reason: 'end_turn', stop_sequence: null },
          usage: { output_tokens: 300 },
        }) +
        frame('message_stop', {}),
    ),
  };
}
