import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ERROR_CATALOGUE, isOchaError, OchaError } from './errors.ts';

test('no failure of our own or of a provider is reported as 401, 402, 403 or 404', () => {
  for (const [code, spec] of Object.entries(ERROR_CATALOGUE)) {
    if (spec.fault === 'client') continue;
    assert.ok(![401, 402, 403, 404].includes(spec.status), code);
  }
});

test('errors of the client are not retryable, but those of timing', () => {
  for (const [code, spec] of Object.entries(ERROR_CATALOGUE)) {
    if (spec.fault === 'client' && spec.retryable) assert.equal(spec.status, 408, code);
  }
});

test('an error knows its status, and keeps cause and details', () => {
  const cause = new Error('inside');
  const error = new OchaError('provider_rejected', 'no', {
    status: 422,
    param: 'x',
    cause,
    internal: 'secret',
  });
  assert.equal(error.status, 422);
  assert.equal(error.details.param, 'x');
  assert.equal(error.cause, cause);
  assert.equal(error.internal, 'secret');
  assert.ok(!('internal' in error.details));
  assert.ok(isOchaError(error));
  assert.ok(!isOchaError(cause));
  assert.ok(!isOchaError(undefined));
});
