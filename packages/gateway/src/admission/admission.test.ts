import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { OchaError } from '@ocha/kernel';
import fc from 'fast-check';
import { chatIntake } from '../../test/arrivals.ts';
import { createAdmission, matchesPattern } from './index.ts';

const ANYTHING = { keyName: 'ann', models: undefined };

describe('admission', () => {
  test('takes as many as there is room for, and sheds the next with a hint', async () => {
    const admission = createAdmission({ inFlightMax: 2 });
    const intake = await chatIntake();
    const first = admission.admit(ANYTHING, intake);
    admission.admit(ANYTHING, intake);
    assert.throws(
      () => admission.admit(ANYTHING, intake),
      (error) =>
        error instanceof OchaError &&
        error.code === 'overloaded' &&
        (error.details.retryAfterMs ?? 0) > 0,
    );
    first.release();
    admission.admit(ANYTHING, intake);
    assert.equal(admission.inFlightCount, 2);
  });

  test('counts a ticket once, however often it is given back', async () => {
    const admission = createAdmission({ inFlightMax: 10 });
    const intake = await chatIntake();
    const tickets = [1, 2, 3].map(() => admission.admit(ANYTHING, intake));
    for (const ticket of tickets.slice(0, 2)) {
      ticket.release();
      ticket.release();
    }
    assert.equal(admission.inFlightCount, 1);
  });

  test('refuses a model outside the key, and holds no place for it', async () => {
    const admission = createAdmission({ inFlightMax: 1 });
    const intake = await chatIntake();
    const refused = (models: readonly string[]) =>
      assert.throws(
        () => admission.admit({ keyName: 'ann', models }, intake),
        (error) => error instanceof OchaError && error.code === 'model_forbidden',
      );
    refused([]);
    refused(['openai/gpt-4.1']);
    refused(['anthropic/*', 'gpt-4.1-mini']);
    assert.equal(admission.inFlightCount, 0);
    admission.admit({ keyName: 'ann', models: ['nothing', 'openai/*-mini'] }, intake);
    assert.equal(admission.inFlightCount, 1);
  });
});

describe('matchesPattern', () => {
  test('means what the same pattern means as a regular expression', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.'), maxLength: 8 });
    const patterns = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.', '*'), maxLength: 8 });
    fc.assert(
      fc.property(letters, patterns, (name, pattern) => {
        const source = pattern.replaceAll('.', '\\.').replaceAll(/\*+/g, '.*');
        assert.equal(matchesPattern(name, pattern), new RegExp(`^${source}$`).test(name));
      }),
      { numRuns: 2_000 },
    );
  });

  test('does not take long over a pattern that is made to', () => {
    assert.equal(matchesPattern('a'.repeat(256), `${'*a'.repeat(100)}b`), false);
  });
});
