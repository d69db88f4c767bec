import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { createStyle, stripControls, wantsColour } from './style.ts';
import { renderTable } from './table.ts';

describe('colour', () => {
  test('is for terminals, and the environment has the last word', () => {
    assert.equal(wantsColour({}, true), true);
    assert.equal(wantsColour({}, false), false);
    assert.equal(wantsColour({ NO_COLOR: '1' }, true), false);
    assert.equal(wantsColour({ NO_COLOR: '' }, true), true);
    assert.equal(wantsColour({ TERM: 'dumb' }, true), false);
    assert.equal(wantsColour({ FORCE_COLOR: '1' }, false), true);
    assert.equal(wantsColour({ FORCE_COLOR: '0' }, true), false);
    assert.equal(wantsColour({ FORCE_COLOR: '1', NO_COLOR: '1' }, true), false);
  });

  test('changes nothing but the look', () => {
    const coloured = createStyle(true)('bad', 'text');
    assert.notEqual(coloured, 'text');
    assert.equal(stripVTControlCharacters(coloured), 'text');
    assert.equal(createStyle(false)('bad', 'text'), 'text');
    assert.equal(createStyle(true)('plain', 'text'), 'text');
  });

  test('never lets control characters of a text reach the terminal', () => {
    assert.equal(stripControls('a\u001b[2Jb\u009bc\n\td\r'), 'a?[2Jb?c\n\td?');
    assert.equal(createStyle(false)('plain', '\u001b]0;x\u0007'), '?]0;x?');
  });
});

describe('tables', () => {
  test('have columns as wide as their widest cell, and no space at the end', () => {
    const rows = [
      ['a', { text: 'good', tone: 'good' }, 'x'],
      ['longer', 'b', ''],
    ] as const;
    assert.deepEqual(renderTable(['NAME', 'S', 'LAST'], rows, createStyle(false)), [
      'NAME    S     LAST',
      'a       good  x',
      'longer  b',
    ]);
  });

  test('keep their columns when coloured', () => {
    const rows = [[{ text: 'x', tone: 'bad' }, 'y'] as const];
    const plain = renderTable(['A', 'B'], rows, createStyle(false));
    const coloured = renderTable(['A', 'B'], rows, createStyle(true));
    assert.deepEqual(
      coloured.map((line) => stripVTControlCharacters(line)),
      plain,
    );
    assert.notDeepEqual(coloured, plain);
  });
});
