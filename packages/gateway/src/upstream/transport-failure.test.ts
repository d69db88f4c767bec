import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FAILURE_KINDS } from '@ocha/kernel';
import fc from 'fast-check';
import { transportFailure } from './transport-failure.ts';

const coded = (code: string, cause?: unknown): Error =>
  Object.assign(new Error(code, { cause }), { code });

describe('transportFailure', () => {
  const cases: readonly (readonly [
    name: string,
    error: unknown,
    hasHeaders: boolean,
    kind: string,
  ])[] = [
    ['a refused connection', coded('ECONNREFUSED'), false, 'connect'],
    ['an unknown host', coded('ENOTFOUND'), false, 'connect'],
    ['a resolver that is busy', coded('EAI_AGAIN'), false, 'connect'],
    ['no connection in time', coded('UND_ERR_CONNECT_TIMEOUT'), false, 'connect'],
    ['a forbidden address', coded('ADDRESS_FORBIDDEN'), false, 'connect'],
    ['an expired certificate', coded('CERT_HAS_EXPIRED'), false, 'connect'],
    ['a certificate of another host', coded('ERR_TLS_CERT_ALTNAME_INVALID'), false, 'connect'],
    ['no TLS at all', coded('ERR_SSL_WRONG_VERSION_NUMBER'), false, 'connect'],
    ['a reset before the answer', coded('ECONNRESET'), false, 'unavailable'],
    ['a close before the answer', coded('UND_ERR_SOCKET'), false, 'unavailable'],
    ['a reset in the middle', coded('ECONNRESET'), true, 'stream_broken'],
    ['a close in the middle', coded('UND_ERR_SOCKET'), true, 'stream_broken'],
    ['no HTTP', coded('HPE_INVALID_CONSTANT'), false, 'unparseable'],
    ['bad chunks', coded('HPE_INVALID_CHUNK_SIZE'), true, 'unparseable'],
    ['endless headers', coded('UND_ERR_HEADERS_OVERFLOW'), false, 'unparseable'],
    ['a wrapped error', coded('UND_ERR_SOCKET', coded('ECONNREFUSED')), false, 'connect'],
    [
      'several errors',
      new AggregateError([coded('ECONNREFUSED'), coded('ENETUNREACH')]),
      false,
      'connect',
    ],
  ];
  for (const [name, error, hasHeaders, kind] of cases)
    test(`${name}: ${kind}`, () => assert.equal(transportFailure(error, hasHeaders).kind, kind));

  test('tells a connection that took too long from one that was refused', () => {
    assert.equal(transportFailure(coded('ETIMEDOUT'), false).phase, 'connect');
    assert.equal(transportFailure(coded('ECONNREFUSED'), false).phase, undefined);
  });

  test('is total: whatever is thrown is a failure, and its message holds no stack', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), fc.boolean(), (thrown, hasHeaders) => {
        const failure = transportFailure(thrown, hasHeaders);
        assert.ok(FAILURE_KINDS.includes(failure.kind));
        assert.doesNotMatch(failure.message, /\n/);
      }),
    );
    const circular = new Error('round');
    circular.cause = circular;
    assert.equal(transportFailure(circular, false).kind, 'unavailable');
  });
});
