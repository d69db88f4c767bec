import type { Traits } from '@ocha/wire';
import type { BodyEdit } from './body-edit.ts';

/** Sampling parameters by their names in a dialect, with the value that says nothing. */
export interface SamplingNames {
  readonly temperature: string;
  readonly topP: string;
  /** Others that a model without sampling refuses, with their neutral values. */
  readonly others: Readonly<Record<string, unknown>>;
}

const REFUSED = 'the model refuses sampling parameters';

/** Removes what a model does not let its callers choose, and clamps temperature. */
export function adaptSampling(edit: BodyEdit, names: SamplingNames, traits: Traits): void {
  const { temperature, topP, others } = names;
  if (!traits.acceptsSampling) {
    for (const [name, neutral] of Object.entries({ [temperature]: 1, [topP]: 1, ...others })) {
      // The neutral value asks for nothing that the model does not do anyway.
      if (edit.read(name) === neutral) edit.remove(name);
      else edit.drop(name, REFUSED);
    }
    return;
  }
  const value = edit.read(temperature);
  if (typeof value === 'number' && value > traits.temperatureMax)
    edit.change(temperature, traits.temperatureMax, `at most ${traits.temperatureMax} is accepted`);
  if (!traits.acceptsTemperatureWithTopP && isSet(edit, temperature) && isSet(edit, topP))
    edit.drop(topP, `the model does not take it together with ${temperature}`);
}

/** Removes parameters that the model refuses by name. */
export function dropRefused(edit: BodyEdit, traits: Traits): void {
  for (const name of traits.refusedParams) edit.drop(name, 'the model refuses it');
}

function isSet(edit: BodyEdit, name: string): boolean {
  const value = edit.read(name);
  return value !== undefined && value !== null;
}
