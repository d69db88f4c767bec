/**
 * What one deployment's model accepts and how it says things: facts about a provider and a model, as data. Dialects
 * read them when they write requests and parse answers, so that no dialect ever asks for a provider's name.
 */
export interface Traits {
  // --- every dialect
  /** Most the provider lets one answer be, where it must be sent (Anthropic): used when the client set no limit. */
  readonly outputTokensDefault: number;
  /** Highest temperature accepted: 2, or 1 at Anthropic. */
  readonly temperatureMax: number;
  /** False where the model refuses `temperature`, `top_p`, `top_k` and penalties altogether (reasoning models). */
  readonly acceptsSampling: boolean;
  /** False where `temperature` and `top_p` may not both be set (Claude Opus 4.1 and later). */
  readonly acceptsTemperatureWithTopP: boolean;
  /** How many stop sequences are taken; 0 where `stop` is refused. */
  readonly stopMax: number;
  /** `pass`: the provider fetches URLs of images and files itself. `inline`: it takes bytes only, so we fetch. */
  readonly mediaUrls: 'pass' | 'inline';
  /**
   * Whether the history may end with an assistant turn that the model continues. `prefix`: with `prefix: true` on it.
   */
  readonly prefill: 'native' | 'prefix' | 'refused';
  /** How a JSON schema answer is asked for; `prompt` puts it into the instructions and asks for a JSON object. */
  readonly jsonSchema: 'native' | 'prompt';
  /** Which tool choices besides `auto` exist. */
  readonly toolChoice: {
    readonly none: boolean;
    readonly required: boolean;
    readonly named: boolean;
  };
  /** False where usage leaves reasoning tokens out of the output tokens (xAI chat): they are added. */
  readonly usageIncludesReasoning: boolean;
  /** Parameters (by their name on the wire) that the model refuses: dropped with a warning. */
  readonly refusedParams: readonly string[];
  // --- openai-chat
  readonly developerRole: 'native' | 'system';
  readonly outputTokensField: 'max_tokens' | 'max_completion_tokens';
  /** True where both names of the output limit mean the same, so that a body need not be edited for it. */
  readonly acceptsBothOutputTokensFields: boolean;
  /** Whether `stream_options.include_usage` is accepted; where not, usage comes by itself or never. */
  readonly streamUsage: boolean;
  /** The word for `required`: Mistral says `any`. */
  readonly toolChoiceRequiredWord: 'required' | 'any';
  /** How tool-call ids must look: `short` is Mistral's [a-zA-Z0-9]{9}. */
  readonly toolCallIds: 'any' | 'short';
  /** The field that carries reasoning on assistant messages in both directions. */
  readonly reasoningField:
    | 'reasoning_content'
    | 'reasoning'
    | 'reasoning_details'
    | 'content-list'
    | 'none';
  /** Whether reasoning of earlier turns must be, may be, or must not be sent back. */
  readonly reasoningReplay: 'required' | 'allowed' | 'forbidden';
  /**
   * How effort is asked for. `thinking`: {type: enabled|disabled}; `enable_thinking`: a boolean; `none`: not at all.
   */
  readonly reasoningControl:
    | 'reasoning_effort'
    | 'reasoning'
    | 'thinking'
    | 'enable_thinking'
    | 'none';
  /** The name of the seed parameter. */
  readonly seedField: 'seed' | 'random_seed' | 'none';
  /** Whether several same-role turns in a row are refused, so that texts are merged. */
  readonly mergesTurns: boolean;
  /** Whether `cache_control` is taken on parts (OpenRouter and other routers); elsewhere it can be a 400. */
  readonly cacheControl: boolean;
  // --- openai-responses
  /**
   * Whether the model reasons and hands its reasoning out encrypted when `include` asks for it; other models answer
   * that question with 400.
   */
  readonly encryptedReasoning: boolean;
  // --- anthropic-messages
  /** `budget`: thinking with `budget_tokens`; `adaptive`: newer models choose, steered by effort; `none`. */
  readonly thinking: 'budget' | 'adaptive' | 'none';
  /**
   * Whether `output_config.effort` is accepted beside a thinking budget (Claude Opus 4.5). Adaptive models always take
   * it.
   */
  readonly acceptsEffort: boolean;
  /** Whether a system turn is accepted in the middle of the conversation. */
  readonly midSystem: boolean;
  // --- gemini
  /** `level`: thinkingLevel (Gemini 3); `budget`: thinkingBudget (2.5); `none`. */
  readonly thinkingConfig: 'level' | 'budget' | 'none';
  /** Whether replayed function calls must carry a thought signature (Gemini 3). */
  readonly needsThoughtSignature: boolean;
  /** The thinking levels a model of `thinkingConfig: 'level'` knows, weakest first. */
  readonly thinkingLevels: readonly ('minimal' | 'low' | 'medium' | 'high')[];
  /** The bounds of `thinkingBudget`; `min` is what "off" becomes where thinking cannot be switched off. */
  readonly thinkingBudget: { readonly min: number; readonly max: number };
  /**
   * Whether function calls and responses carry ids. `omit` for models on Vertex AI before Gemini 3, which refuse the
   * field.
   */
  readonly functionCallIds: 'send' | 'omit';
  /** `openapi`: schemas go as the OpenAPI subset that every model takes; `json-schema`: as they are. */
  readonly schemaForm: 'openapi' | 'json-schema';
  /** Where media of a tool result goes: into the function response (Gemini 3), or into a user turn behind it. */
  readonly toolResultMedia: 'function-response' | 'user-turn';
  /** Whether a JSON answer may be asked for beside function tools (Gemini 3); where not, the prompt asks for it. */
  readonly acceptsJsonWithTools: boolean;
}

/** What OpenAI's own chat endpoint does with a model that does not reason: the base that providers differ from. */
export const DEFAULT_TRAITS: Traits = {
  outputTokensDefault: 4096,
  temperatureMax: 2,
  acceptsSampling: true,
  acceptsTemperatureWithTopP: true,
  stopMax: 4,
  mediaUrls: 'pass',
  prefill: 'native',
  jsonSchema: 'native',
  toolChoice: { none: true, required: true, named: true },
  usageIncludesReasoning: true,
  refusedParams: [],
  developerRole: 'native',
  outputTokensField: 'max_tokens',
  acceptsBothOutputTokensFields: false,
  streamUsage: true,
  toolChoiceRequiredWord: 'required',
  toolCallIds: 'any',
  reasoningField: 'none',
  reasoningReplay: 'allowed',
  reasoningControl: 'reasoning_effort',
  seedField: 'seed',
  mergesTurns: false,
  cacheControl: false,
  encryptedReasoning: false,
  thinking: 'none',
  acceptsEffort: false,
  midSystem: false,
  thinkingConfig: 'none',
  needsThoughtSignature: false,
  thinkingLevels: ['minimal', 'low', 'medium', 'high'],
  thinkingBudget: { min: 0, max: 24_576 },
  functionCallIds: 'send',
  schemaForm: 'openapi',
  toolResultMedia: 'user-turn',
  acceptsJsonWithTools: false,
};
