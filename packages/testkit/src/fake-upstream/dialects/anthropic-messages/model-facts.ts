/**
 * What Anthropic takes from a model of this name. Dated names (`claude-opus-4-20250514`) are the first of their line.
 */
export interface ModelFacts {
  /** `temperature`, `top_p` and `top_k` are refused. */
  readonly refusesSampling: boolean;
  readonly refusesTemperatureWithTopP: boolean;
  readonly refusesPrefill: boolean;
  readonly acceptsMidSystem: boolean;
}

const NEWEST = /claude-(opus-4-[7-9](?!\d)|(opus|sonnet|haiku)-[5-9](?!\d)|fable|mythos)/;
const ONE_SAMPLER = /claude-(opus-4-[1-9](?!\d)|(sonnet|haiku)-4-[5-9](?!\d))/;
const WITHOUT_PREFILL = /claude-(opus|sonnet|haiku)-4-[6-9](?!\d)/;

export function modelFacts(model: string): ModelFacts {
  const isNewest = NEWEST.test(model);
  return {
    refusesSampling: isNewest,
    refusesTemperatureWithTopP: isNewest || ONE_SAMPLER.test(model),
    refusesPrefill: isNewest || WITHOUT_PREFILL.test(model),
    acceptsMidSystem: isNewest,
  };
}
