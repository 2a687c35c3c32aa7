import assert from 'node:assert/strict';
import { format, inspect } from 'node:util';
import fc from 'fast-check';
import { PatkeeperError } from '../../../src/core/errors.ts';
import { generateSecret, parseSecret, Secret } from '../../../src/core/secrets/secret.ts';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

describe('a secret in memory', () => {
  const value = 'pat_very-secret';
  const secret = new Secret(value);

  it('is given only to who asks for it by name', () => {
    assert.equal(secret.reveal(), value);
  });

  it('never prints, however it is printed', () => {
    const error = new PatkeeperError('lost.left-behind', { name: `${secret}` }, { cause: { secret } });
    const printed = [
      `${secret}`,
      String(secret),
      JSON.stringify({ secret, list: [secret] }),
      inspect(secret, { showHidden: true, depth: 9 }),
      inspect({ deep: { secret }, map: new Map([[secret, secret]]) }, { showHidden: true, depth: 9 }),
      ...['%s', '%o', '%O', '%j', '%i', '%d'].map((way) => format(way, secret)),
      inspect(error, { showHidden: true, depth: 9 }),
      JSON.stringify(structuredClone({ ...secret })),
      JSON.stringify(Object.entries(secret)),
      String(error.stack),
    ].join('\n');
    assert.ok(!printed.includes(value), printed);
    assert.match(printed, /\[secret\]/);
  });
});

describe('a built-in secret', () => {
  it('has a prefix, a selector, a key and a checksum, and comes back as it was made', () => {
    const { secret, parsed } = generateSecret();
    assert.match(secret.reveal(), /^pkt_[0-9A-Za-z]{61}$/);
    assert.equal(parsed.selector, secret.reveal().slice(4, 16));
    assert.deepEqual(parseSecret(secret.reveal()), parsed);
  });

  it('has a checksum of a known value', () => {
    const body = `pat_${'a'.repeat(12)}${'b'.repeat(43)}`;
    assert.deepEqual(parseSecret(`${body}0cbcJL`), { selector: 'a'.repeat(12), text: `${body}0cbcJL` });
    for (const wrong of ['000000', '0cbcJK', 'zzzzzz', '1cbcJL', 'É0cbcJ', '0cbcJ\u{130}'])
      assert.equal(parseSecret(body + wrong), undefined, wrong);
  });

  it('is refused with a character that is none of ours, even if the checksum is right', () => {
    const texts = [
      `pat_${'-'.repeat(12)}${'b'.repeat(43)}2L6OJA`,
      `pat_${'a'.repeat(12)}${'b'.repeat(42)}É0uda79`,
      `pat_${'a'.repeat(11)}\n${'b'.repeat(43)}0TCXKr`,
    ];
    for (const text of texts) assert.equal(parseSecret(text), undefined, text);
  });

  it('is refused with any one character changed, left out, doubled or swapped with the next', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 64 }),
        fc.oneof(fc.constantFrom(...BASE62), fc.string({ minLength: 1, maxLength: 2, unit: 'grapheme' })),
        (at, other) => {
          const text = generateSecret().secret.reveal();
          const [before, character, after] = [text.slice(0, at), text.charAt(at), text.slice(at + 1)];
          const swapped = before + after.charAt(0) + character + after.slice(1);
          const typos = [`${before}${other}${after}`, before + after, before + character + character + after];
          for (const typo of [...typos, swapped]) {
            if (typo !== text) assert.equal(parseSecret(typo), undefined);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('is nothing that a person may type by chance', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.equal(parseSecret(text), undefined);
      }),
    );
    const text = generateSecret().secret.reveal();
    for (const near of [`${text}\n`, ` ${text}`, text.toUpperCase(), `${text}${text}`, '']) {
      assert.equal(parseSecret(near), undefined);
    }
  });

  it('is drawn without a bias towards any character, and no two are alike', () => {
    const counts = new Map<string, number>();
    const made = new Set<string>();
    for (let i = 0; i < 2000; i += 1) {
      const text = generateSecret().secret.reveal();
      made.add(text);
      for (const character of text.slice(4, 59)) counts.set(character, (counts.get(character) ?? 0) + 1);
    }
    assert.equal(made.size, 2000);
    // 110,000 draws of 62: the chi-squared statistic has 61 degrees of freedom; 150 is out of reach by chance (1e-9),
    // while a byte taken modulo 62 gives thousands.
    const expected = (2000 * 55) / 62;
    const squares = [...BASE62].map((character) => ((counts.get(character) ?? 0) - expected) ** 2 / expected);
    const chi = squares.reduce((sum, square) => sum + square, 0);
    assert.ok(chi < 150, `chi-squared is ${chi}`);
  });
});
