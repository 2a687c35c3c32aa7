import assert from 'node:assert/strict';
import fc from 'fast-check';
import { foldName } from '../../../src/core/tokens/token.ts';
import { cleanName, foreignName } from '../../../src/core/tokens/token-name.ts';
import { assertRefused } from '../samples.ts';

describe("a token's name", () => {
  const examples: [string, string, string][] = [
    ['is kept as typed', 'Laptop', 'Laptop'],
    [
      'loses the space around it and keeps single spaces inside',
      '  My \t\n  laptop\u00a0\u2003 ',
      'My laptop',
    ],
    ['becomes one line', 'a\u2028b\r\nc', 'a b c'],
    ['is composed', 'Cafe\u0301', 'Caf\u00e9'],
    ['loses control characters', 'a\u0000b\u0007\u001b[31m', 'ab[31m'],
    ['loses characters that change the direction', 'ab\u202ecd\u2066ef\u2069\u200f', 'abcdef'],
    ['loses characters of no width', 'a\u200bb\u200dc\ufeffd\u00ade\u2060', 'abcde'],
    ['keeps the joiners of a picture', 'Ada 👩‍💻 👩🏽‍🚀 🏳️‍🌈', 'Ada 👩‍💻 👩🏽‍🚀 🏳‍🌈'],
    [
      'keeps what joins or parts letters of a script that has that',
      'می\u200cخواهم क\u094d\u200dष',
      'می\u200cخواهم क\u094d\u200dष',
    ],
    ['loses joiners that change nothing', '\u200dla\u200cptop 1\u200d2 می\u200c 👩\u200d', 'laptop 12 می 👩'],
    ['loses what else is not seen beside a joiner', '👩\u200b\u200d\u200d\u202e💻', '👩💻'],
    ['loses halves of surrogate pairs and keeps whole ones', 'a\ud83d\u{1f600}\ude00', 'a\u{1f600}'],
    ['loses private-use characters and tags', 'a\ue000b\u{f0000}c\u{e0041}', 'abc'],
    ['loses fillers that show nothing', 'a\u3164b\u2800c', 'ab c'],
    ['may be in any script', 'Ноутбук 笔记本 😀', 'Ноутбук 笔记本 😀'],
    ['keeps what looks like markup: cards escape it', '**x** [y](z) <b>', '**x** [y](z) <b>'],
  ];
  for (const [what, raw, clean] of examples) it(what, () => assert.equal(cleanName(raw), clean));

  it('never holds a secret, also one that is spread over invisible characters', async () => {
    const secret = `npm_${'aB3'.repeat(12)}`;
    const spread = [...secret].join('\u200b');
    for (const pasted of [secret, spread]) {
      assert.equal(cleanName(`laptop ${pasted} at work`), 'laptop at work');
      await assertRefused('invalid-input', () => cleanName(` ${pasted} `), ['name']);
      assert.throws(() => cleanName(pasted), { reason: 'invalid-input.name-is-secret' });
      assert.equal(foreignName(`deploy ${pasted}!`), 'deploy (secret left out) !');
      assert.equal(foreignName(pasted), '(secret left out)');
    }
  });

  it('has 1 to 64 characters, counted as people count them', async () => {
    assert.equal(cleanName('😀'.repeat(64)), '😀'.repeat(64));
    assert.equal(cleanName(`${'x'.repeat(64)}   \u200b`), 'x'.repeat(64));
    await assertRefused('invalid-input', () => cleanName('x'.repeat(65)), ['name']);
    await assertRefused('invalid-input', () => cleanName('😀'.repeat(65)), ['name']);
    for (const nothing of ['', '   ', '\u200b\u202e', '\ud800', '\u2028', '\u3164', '\u2800', '\ufe0f']) {
      await assertRefused('invalid-input', () => cleanName(nothing), ['name']);
    }
  });

  it('is clean whatever was typed, and cleaning it again changes nothing', () => {
    const unseen = fc.constantFrom(
      '\u200b',
      '\u200c',
      '\u200d',
      '👩',
      'م',
      '\u202e',
      ' ',
      '\n',
      '\ud800',
      '\udc00',
      '\u0301',
      '\ue000',
      '\u034f',
    );
    const typed = fc.array(fc.oneof(fc.string({ unit: 'binary', maxLength: 4 }), unseen), { maxLength: 12 });
    fc.assert(
      fc.property(typed, (parts) => {
        const raw = `a${parts.join('')}`;
        let name: string;
        try {
          name = cleanName(raw);
        } catch {
          return;
        }
        assert.equal(cleanName(name), name);
        assert.ok([...name].length >= 1 && [...name].length <= 64);
        assert.doesNotThrow(() => encodeURIComponent(name));
        assert.doesNotMatch(name, /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]|^\s|\s$|\s\s/u);
        assert.equal(name, name.normalize('NFC'));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the name of a token that was made elsewhere', () => {
  it('is cut at 128 characters, never in the middle of one, and ends in no space', () => {
    assert.equal(foreignName('😀'.repeat(129)), '😀'.repeat(128));
    assert.equal(foreignName(`${'x'.repeat(127)} y`), 'x'.repeat(127));
    assert.equal(foreignName('a\u202eb\u200b'), 'ab');
  });

  it('says so when there is nothing to see', () => {
    for (const nothing of ['', ' \n ', '\u200b\u202e']) assert.match(foreignName(nothing), /\S/);
  });
});

describe('two names of one owner', () => {
  it('are the same without case and in compatible characters', () => {
    assert.equal(foldName('LAPTOP'), foldName(' laptop'));
    assert.equal(foldName('Ｌａｐｔｏｐ'), foldName('laptop'));
    assert.equal(foldName('ﬁle'), foldName('FILE'));
    assert.notEqual(foldName('laptop 1'), foldName('laptop 2'));
  });
});
