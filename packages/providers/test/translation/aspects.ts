import type { ChatCall, FunctionTool, Message, ResponseFormat, Tool } from '@ocha/wire';

/** What a call asks for, aspect by aspect, in a form that does not depend on the wire it came by. */
export type Aspects = Readonly<Record<string, unknown>>;

/** The aspects of a call; what it does not ask for is absent. */
export function aspectsOf(call: ChatCall): Aspects {
  const { sampling, reasoning } = call;
  const found: Record<string, unknown> = {
    turns: turnsOf(call.messages),
    tools: call.tools?.length === 0 ? undefined : call.tools?.map(toolOf),
    tool_choice: choiceOf(call.toolChoice),
    parallel_tool_calls: call.allowsParallelToolCalls === false ? false : undefined,
    response_format: formatOf(call.responseFormat),
    temperature: sampling.temperature,
    top_p: sampling.topP,
    top_k: sampling.topK,
    frequency_penalty: sampling.frequencyPenalty,
    presence_penalty: sampling.presencePenalty,
    seed: sampling.seed,
    stop: sampling.stop,
    logit_bias: sampling.logitBias,
    logprobs: sampling.logprobs,
    max_tokens: call.outputTokensMax,
    reasoning: isReasoning(reasoning),
    n: call.choiceCount === 1 ? undefined : call.choiceCount,
    user: call.endUser,
    metadata: call.metadata,
    modalities: call.modalities,
    service_tier: call.serviceTier === 'auto' ? undefined : call.serviceTier,
    verbosity: call.verbosity,
    prompt_cache_key: call.promptCacheKey,
  };
  for (const [name, value] of Object.entries(call.extra)) {
    // OpenAI's two names for the end user; answers are never stored by us.
    const isSaid = name === 'safety_identifier' ? value === call.endUser : name === 'store';
    if (!isSaid) found[`extra.${name}`] = value;
  }
  const told = Object.entries(found).filter(([, value]) => value !== undefined);
  return Object.fromEntries(told);
}

/** Only OpenAI tells tools by their kind when one is named. */
function choiceOf(choice: ChatCall['toolChoice']): unknown {
  if (choice === undefined || choice.type === 'auto') return undefined;
  return choice.type === 'tool' ? { kind: 'function', ...choice } : choice;
}

/** Whether the model is to reason: undefined where the call leaves it to the model. */
function isReasoning(reasoning: ChatCall['reasoning']): boolean | undefined {
  const { isEnabled, effort, budgetTokens } = reasoning ?? {};
  if (isEnabled === false || effort === 'none' || budgetTokens === 0) return false;
  return isEnabled === true || effort !== undefined || budgetTokens !== undefined
    ? true
    : undefined;
}

function toolOf(tool: Tool): unknown {
  if (tool.type !== 'function') return { ...tool };
  const { name, description = '' } = tool;
  return { name, description, parameters: parametersOf(tool) };
}

/** A tool without parameters may say so in several ways. `strict` has no word in most wires and is not compared. */
function parametersOf({ parameters }: FunctionTool): unknown {
  const properties = parameters?.['properties'];
  const isEmpty = typeof properties === 'object' && Object.keys(properties ?? {}).length === 0;
  return parameters === undefined || isEmpty ? {} : open(parameters);
}

/** The name and `strict` of a schema exist at OpenAI only; its description may stand in the schema. */
function formatOf(format: ResponseFormat | undefined): unknown {
  if (format === undefined || format.type === 'text') return undefined;
  if (format.type !== 'json-schema') return format.type;
  const { schema, description = schema['description'] } = format;
  return { schema: { ...Object(open(schema)), description } };
}

/**
 * A schema without what only one wire demands: OpenAI's and Anthropic's strict schemas close every object, Gemini's
 * subset cannot say it.
 */
function open(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(open);
  if (typeof schema !== 'object' || schema === null) return schema;
  const kept = Object.entries(schema).filter(
    ([name, value]) => !(name === 'additionalProperties' && value === false),
  );
  return Object.fromEntries(kept.map(([name, value]) => [name, open(value)]));
}

type Said = Record<string, unknown>;

/**
 * The conversation: who says what. Instructions are told apart from the rest but not among themselves; turns of one
 * role in a row are one; ids of tool calls are counted, as wires without ids have others.
 */
function turnsOf(messages: readonly Message[]): readonly Said[] {
  const numbers = new Map<string, number>();
  const numberOf = (id: string): number => {
    const number = numbers.get(id) ?? numbers.size;
    numbers.set(id, number);
    return number;
  };
  const turns: { role: string; parts: unknown[] }[] = [];
  for (const { role, parts } of messages) {
    const own = role === 'developer' ? 'system' : role;
    const last = turns.at(-1);
    const turn = last?.role === own ? last : { role: own, parts: [] };
    if (turn !== last) turns.push(turn);
    for (const part of parts) {
      // Reasoning is bound to its issuer: no other may be sent it, and it is never turned into text.
      if (part.type === 'reasoning' || (part.type === 'text' && part.text === '')) continue;
      turn.parts.push(partOf(part, numberOf));
    }
  }
  return turns.filter((turn) => turn.parts.length > 0);
}

function partOf(part: Message['parts'][number], numberOf: (id: string) => number): unknown {
  switch (part.type) {
    case 'text':
    case 'refusal':
      return { type: part.type, text: part.text };
    case 'reasoning':
      return undefined;
    case 'tool-call':
      return { call: numberOf(part.id), name: part.name, arguments: jsonOr(part.arguments) };
    case 'tool-result': {
      const texts = part.content.map((held) => (held.type === 'text' ? held.text : ''));
      const media = part.content.filter((held) => held.type !== 'text').map(sourceOf);
      return { result: numberOf(part.callId), value: jsonOr(texts.join('')), media };
    }
    case 'native':
      return { native: part.name };
    case 'file':
      // A document of plain text is plain text where there are no documents.
      return part.source.kind === 'text'
        ? { type: 'text', text: part.source.text }
        : sourceOf(part);
    default:
      return sourceOf(part);
  }
}

function sourceOf(part: Message['parts'][number]): unknown {
  return 'source' in part ? { type: part.type, source: part.source } : { type: part.type };
}

/** JSON as a value: wires differ in spaces and in whether it is text at all. */
function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return text;
  }
}
