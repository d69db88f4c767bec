import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findNearest, suggestNearest } from './nearest.ts';

const FIELDS = ['apiKey', 'baseUrl', 'region', 'headers', 'models'];

test('a typing error finds the word that was meant', () => {
  assert.equal(findNearest('apikey', FIELDS), 'apiKey');
  assert.equal(findNearest('api_key', FIELDS), 'apiKey');
  assert.equal(findNearest('baesUrl', FIELDS), 'baseUrl');
  assert.equal(findNearest('regoin', FIELDS), 'region');
  assert.equal(findNearest('model', FIELDS), 'models');
  assert.equal(suggestNearest('header', FIELDS), 'did you mean "headers"?');
});

test('a word that is like no other finds nothing', () => {
  assert.equal(findNearest('colour', FIELDS), undefined);
  assert.equal(findNearest('x', FIELDS), undefined);
  assert.equal(suggestNearest('', FIELDS), undefined);
  assert.equal(findNearest('a'.repeat(10_000), ['a'.repeat(10_000)]), undefined);
});

test('the nearest of several near words is taken, the first of equally near ones', () => {
  assert.equal(findNearest('gamma2', ['gamma1', 'gamma']), 'gamma1');
  assert.equal(findNearest('gamma', ['gammas', 'gama']), 'gammas');
});
