import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LIMITS } from '@ocha/config';
import { OchaError } from '@ocha/kernel';
import fc from 'fast-check';
import { assertPublicUrls } from './media-guard.ts';

const refuses = (url: string, code = 'url_forbidden') =>
  assert.throws(
    () => assertPublicUrls([url]),
    (error) => error instanceof OchaError && error.code === code,
    url,
  );

// The table of notations stands in tests/integration/bad-input-urls.test.ts; here are the properties behind it.
describe('assertPublicUrls', () => {
  test('lets public hosts and addresses through', () => {
    assertPublicUrls([
      'https://example.com/a.png',
      'http://1.1.1.1/',
      'https://[2606:4700::1111]/',
    ]);
  });

  test('refuses every loopback and private IPv4 address in every notation of a number', () => {
    const byte = fc.nat(255);
    const privately = fc.oneof(
      fc.tuple(fc.constantFrom(0, 10, 127), byte, byte, byte),
      fc.tuple(fc.constant(192), fc.constant(168), byte, byte),
      fc.tuple(fc.constant(169), fc.constant(254), byte, byte),
      fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), byte, byte),
    );
    fc.assert(
      fc.property(privately, ([first, second, third, fourth]) => {
        const value = ((first * 256 + second) * 256 + third) * 256 + fourth;
        const octal = [first, second, third, fourth].map((part) => `0${part.toString(8)}`);
        for (const host of [
          `${first}.${second}.${third}.${fourth}`,
          `${first}.${second}.${third}.${fourth}.`,
          String(value),
          `0x${value.toString(16)}`,
          `0${value.toString(8)}`,
          octal.join('.'),
          `${first}.${second * 65_536 + third * 256 + fourth}`,
          `[::ffff:${first}.${second}.${third}.${fourth}]`,
          `[64:ff9b::${first}.${second}.${third}.${fourth}]`,
        ])
          refuses(`http://${host}/`);
      }),
    );
  });

  test('refuses credentials, other schemes and what is no URL', () => {
    refuses('https://user@example.com/');
    refuses('https://:secret@example.com/');
    refuses('file:///etc/passwd');
    refuses('http://', 'invalid_request');
    refuses('http://exa mple.com/', 'invalid_request');
  });

  test('refuses more than a request may hold', () => {
    const many = (count: number) => new Array<string>(count).fill('https://example.com/');
    assertPublicUrls(many(LIMITS.mediaUrlCountMax));
    assert.throws(() => assertPublicUrls(many(LIMITS.mediaUrlCountMax + 1)), OchaError);
  });

  test('lets private addresses through only where that was asked for, and nothing else with them', () => {
    assertPublicUrls(['http://127.0.0.1/'], true);
    assert.throws(() => assertPublicUrls(['file:///etc/passwd'], true), OchaError);
  });

  test('shows only the beginning of a long address', () => {
    try {
      assertPublicUrls([`http://${'a'.repeat(3_000)}`]);
      assert.fail('it was let through');
    } catch (error) {
      assert.ok(error instanceof OchaError && error.message.length < 250);
    }
  });
});
