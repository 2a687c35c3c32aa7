import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { isIcon } from '../../../src/local/page/icons.ts';

const CARDS = new URL('../../../cards/', import.meta.url);
const templates = readdirSync(CARDS).filter((file) => !file.endsWith('.sample.json'));

describe('the icons of cards', () => {
  it('are all drawn in the local chat', () => {
    const texts = templates.map((file) => readFileSync(new URL(file, CARDS), 'utf8'));
    const names = texts.flatMap((text) =>
      [...text.matchAll(/"type": "Icon",\s+"name": "(\w+)"/g)].map(([, name = '']) => name),
    );
    assert.ok(names.length > 10);
    const own = names.map((name) => name.replace(/\B[A-Z]/g, (letter) => `-${letter}`).toLowerCase());
    assert.deepEqual(
      own.filter((name) => !isIcon(name)),
      [],
    );
  });
});
