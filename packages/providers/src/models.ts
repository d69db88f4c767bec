import { ANTHROPIC_ROWS } from './models/anthropic.ts';
import { BASETEN_ROWS } from './models/baseten.ts';
import { CEREBRAS_ROWS } from './models/cerebras.ts';
import { DASHSCOPE_ROWS } from './models/dashscope.ts';
import { DEEPINFRA_ROWS } from './models/deepinfra.ts';
import { DEEPSEEK_ROWS } from './models/deepseek.ts';
import { FIREWORKS_ROWS } from './models/fireworks.ts';
import { GITHUB_MODELS_ROWS } from './models/github-models.ts';
import { GOOGLE_AI_STUDIO_ROWS } from './models/google-ai-studio.ts';
import { GROQ_ROWS } from './models/groq.ts';
import { HUGGINGFACE_ROWS } from './models/huggingface.ts';
import { MINIMAX_ROWS } from './models/minimax.ts';
import { MISTRAL_ROWS } from './models/mistral.ts';
import { MOONSHOT_ROWS } from './models/moonshot.ts';
import { NEBIUS_ROWS } from './models/nebius.ts';
import { NOVITA_ROWS } from './models/novita.ts';
import { NVIDIA_NIM_ROWS } from './models/nvidia-nim.ts';
import { OPENAI_ROWS } from './models/openai.ts';
import { OPENROUTER_ROWS } from './models/openrouter.ts';
import { OVHCLOUD_ROWS } from './models/ovhcloud.ts';
import { PERPLEXITY_ROWS } from './models/perplexity.ts';
import type { InputKind, ModelRow } from './models/row.ts';
import { SCALEWAY_ROWS } from './models/scaleway.ts';
import { SILICONFLOW_ROWS } from './models/siliconflow.ts';
import {
  AI21_ROWS,
  HYPERBOLIC_ROWS,
  SAMBANOVA_ROWS,
  SIM_ROWS,
  WRITER_ROWS,
} from './models/small.ts';
import { TOGETHER_ROWS } from './models/together.ts';
import { VENICE_ROWS } from './models/venice.ts';
import { VERCEL_AI_GATEWAY_ROWS } from './models/vercel-ai-gateway.ts';
import { XAI_ROWS } from './models/xai.ts';
import { ZAI_ROWS } from './models/zai.ts';

/**
 * What is known of a provider's model, before anything is sent to it. Facts only: prices live
 * elsewhere.
 */
export interface ModelFacts {
  /** The provider's id in the gallery. */
  readonly provider: string;
  /** The provider's own name of the model. */
  readonly model: string;
  /** How much the model reads and writes together. */
  readonly contextTokens?: number;
  readonly outputTokensMax?: number;
  readonly inputs: readonly InputKind[];
  readonly tools: boolean;
  readonly reasoning: boolean;
  readonly jsonSchema: boolean;
  /** It makes vectors, and does not chat. */
  readonly isEmbedding: boolean;
  /** Its provider has announced its end. */
  readonly isDeprecated: boolean;
}

/** The tables, in the order in which providers are listed. */
const TABLES: Readonly<Record<string, readonly ModelRow[]>> = {
  openai: OPENAI_ROWS,
  anthropic: ANTHROPIC_ROWS,
  'google-ai-studio': GOOGLE_AI_STUDIO_ROWS,
  mistral: MISTRAL_ROWS,
  groq: GROQ_ROWS,
  deepseek: DEEPSEEK_ROWS,
  xai: XAI_ROWS,
  together: TOGETHER_ROWS,
  fireworks: FIREWORKS_ROWS,
  perplexity: PERPLEXITY_ROWS,
  openrouter: OPENROUTER_ROWS,
  cerebras: CEREBRAS_ROWS,
  sambanova: SAMBANOVA_ROWS,
  'nvidia-nim': NVIDIA_NIM_ROWS,
  huggingface: HUGGINGFACE_ROWS,
  moonshot: MOONSHOT_ROWS,
  zai: ZAI_ROWS,
  dashscope: DASHSCOPE_ROWS,
  minimax: MINIMAX_ROWS,
  novita: NOVITA_ROWS,
  deepinfra: DEEPINFRA_ROWS,
  nebius: NEBIUS_ROWS,
  ai21: AI21_ROWS,
  'github-models': GITHUB_MODELS_ROWS,
  'vercel-ai-gateway': VERCEL_AI_GATEWAY_ROWS,
  venice: VENICE_ROWS,
  hyperbolic: HYPERBOLIC_ROWS,
  writer: WRITER_ROWS,
  baseten: BASETEN_ROWS,
  siliconflow: SILICONFLOW_ROWS,
  scaleway: SCALEWAY_ROWS,
  ovhcloud: OVHCLOUD_ROWS,
  sim: SIM_ROWS,
};

/**
 * Well-known models of the gallery's providers. A convenience for lists and bare names, not a
 * limit: any other name is
 * passed on to its provider as well. Facts are those of models.dev and pi-ai (both MIT), carried
 * over as facts; each
 * table names its source and date.
 */
export const MODELS: readonly ModelFacts[] = Object.entries(TABLES).flatMap(([provider, rows]) =>
  rows.map((row) => factsOf(provider, row)),
);

function factsOf(provider: string, row: ModelRow): ModelFacts {
  const [model, contextTokens, outputTokensMax, inputs, abilities] = row;
  const words = new Set(abilities.split(' '));
  return {
    provider,
    model,
    ...(contextTokens > 0 ? { contextTokens } : {}),
    ...(outputTokensMax > 0 ? { outputTokensMax } : {}),
    inputs: inputs.split(' ') as InputKind[],
    tools: words.has('tools'),
    reasoning: words.has('reasoning'),
    jsonSchema: words.has('schema'),
    isEmbedding: words.has('embedding'),
    isDeprecated: words.has('deprecated'),
  };
}
