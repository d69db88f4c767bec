import { ai21 } from './ai21/index.ts';
import { anthropic } from './anthropic/index.ts';
import { baseten } from './baseten/index.ts';
import { cerebras } from './cerebras/index.ts';
import { cloudflareWorkersAi } from './cloudflare-workers-ai/index.ts';
import { dashscope } from './dashscope/index.ts';
import { databricks } from './databricks/index.ts';
import { deepinfra } from './deepinfra/index.ts';
import { deepseek } from './deepseek/index.ts';
import { fireworks } from './fireworks/index.ts';
import { githubModels } from './github-models/index.ts';
import { googleAiStudio } from './google-ai-studio/index.ts';
import { groq } from './groq/index.ts';
import { huggingface } from './huggingface/index.ts';
import { hyperbolic } from './hyperbolic/index.ts';
import { llamacpp } from './llamacpp/index.ts';
import { lmstudio } from './lmstudio/index.ts';
import { minimax } from './minimax/index.ts';
import { mistral } from './mistral/index.ts';
import { moonshot } from './moonshot/index.ts';
import { nebius } from './nebius/index.ts';
import { novita } from './novita/index.ts';
import { nvidiaNim } from './nvidia-nim/index.ts';
import { ollama } from './ollama/index.ts';
import { openai } from './openai/index.ts';
import { openaiCompatible } from './openai-compatible/index.ts';
import { openrouter } from './openrouter/index.ts';
import { ovhcloud } from './ovhcloud/index.ts';
import { perplexity } from './perplexity/index.ts';
import type { Provider } from './provider.ts';
import { sambanova } from './sambanova/index.ts';
import { scaleway } from './scaleway/index.ts';
import { siliconflow } from './siliconflow/index.ts';
import { sim } from './sim/index.ts';
import { together } from './together/index.ts';
import { venice } from './venice/index.ts';
import { vercelAiGateway } from './vercel-ai-gateway/index.ts';
import { vllm } from './vllm/index.ts';
import { writer } from './writer/index.ts';
import { xai } from './xai/index.ts';
import { zai } from './zai/index.ts';

/** Every provider, one line each, in the order in which people look for them. */
export const PROVIDERS: Readonly<Record<string, Provider>> = {
  openai,
  anthropic,
  'google-ai-studio': googleAiStudio,
  mistral,
  groq,
  deepseek,
  xai,
  together,
  fireworks,
  perplexity,
  openrouter,
  cerebras,
  sambanova,
  'nvidia-nim': nvidiaNim,
  huggingface,
  'cloudflare-workers-ai': cloudflareWorkersAi,
  databricks,
  moonshot,
  zai,
  dashscope,
  minimax,
  novita,
  deepinfra,
  nebius,
  ai21,
  'github-models': githubModels,
  'vercel-ai-gateway': vercelAiGateway,
  venice,
  hyperbolic,
  writer,
  baseten,
  siliconflow,
  scaleway,
  ovhcloud,
  ollama,
  vllm,
  lmstudio,
  llamacpp,
  'openai-compatible': openaiCompatible,
  sim,
};

/** The provider of an id; undefined for unknown ids, and for words that every object inherits. */
export function findProvider(id: string): Provider | undefined {
  return Object.hasOwn(PROVIDERS, id) ? PROVIDERS[id] : undefined;
}
