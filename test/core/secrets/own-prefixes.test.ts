import assert from 'node:assert/strict';
import fc from 'fast-check';
import { knownPrefixes, knowPrefixes, startsAsOwn } from '../../../src/core/secrets/own-prefixes.ts';
import { generateSecret, parseSecret } from '../../../src/core/secrets/secret.ts';
import { maskSecretForms } from '../../../src/core/secrets/secret-forms.ts';

const PREFIX = fc.string({
  unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789'),
  minLength: 2,
  maxLength: 10,
});

describe('the prefix of built-in secrets', () => {
  it('is pkt for new ones, and may be any other: all of them are read', () => {
    assert.match(generateSecret().secret.reveal(), /^pkt_/);
    fc.assert(
      fc.property(PREFIX, (prefix) => {
        const { secret, parsed } = generateSecret(prefix);
        assert.deepEqual(parseSecret(secret.reveal()), parsed);
        assert.equal(parsed.selector, secret.reveal().slice(prefix.length + 1, prefix.length + 13));
      }),
    );
  });

  it('is covered by the checksum, and is two to ten lower-case letters and digits', () => {
    const text = generateSecret('acme').secret.reveal();
    for (const other of ['acm', 'acmf', 'Acme', 'a', '', 'elevenchars', 'a_me', 'ac-e'])
      assert.equal(parseSecret(text.replace('acme', other)), undefined, other);
    assert.equal(parseSecret(generateSecret('ACME').secret.reveal()), undefined);
    assert.equal(parseSecret(generateSecret('a').secret.reveal()), undefined);
    assert.equal(parseSecret(generateSecret('elevenchars').secret.reveal()), undefined);
  });

  it('is masked whole with any prefix, and damaged with each that was ever used', () => {
    const whole = generateSecret('quay').secret.reveal();
    const damaged = whole.slice(0, -9);
    assert.equal(maskSecretForms(`a ${whole} b`, '…'), 'a quay_… b');
    assert.equal(maskSecretForms(`a ${damaged} b`, '…'), `a ${damaged} b`);
    knowPrefixes(['quay', 'not a prefix', 'pkt']);
    assert.equal(maskSecretForms(`a ${damaged} b`, '…'), 'a quay_… b');
    for (const prefix of ['pat', 'pkt'])
      assert.equal(maskSecretForms(`${prefix}_${'aB3'.repeat(7)}`, '…'), `${prefix}_…`);
    assert.deepEqual(knownPrefixes(), ['pat', 'pkt', 'quay']);
  });

  it('tells a secret that stands where a user name does from a name', () => {
    for (const text of ['pat_x', 'pkt_', generateSecret('harbour').secret.reveal()])
      assert.equal(startsAsOwn(text), true, text);
    for (const text of ['', '_', 'ada_lovelace', 'build_agent_7', 'p_x', `${'x'.repeat(11)}_y`])
      assert.equal(startsAsOwn(text), false, text);
  });
});
