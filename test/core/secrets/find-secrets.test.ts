import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findSecrets } from '../../../src/core/secrets/find-secrets.ts';
import { generateSecret } from '../../../src/core/secrets/secret.ts';
import { SECRET_MAKERS } from '../../support/secret-samples.ts';

const made = (prefix?: string) => generateSecret(prefix).secret.reveal();
const kinds = (text: string) => findSecrets(text).map(({ kind }) => kind);

describe('the secrets in a text', () => {
  it('are found wherever they stand, own ones by their checksum, whatever their prefix', () => {
    for (const prefix of ['pkt', 'pat', 'zz', 'acme2026xy']) {
      const secret = made(prefix);
      for (const text of [
        secret,
        `take ${secret}, please`,
        `https://me:${secret}@git.example.com/`,
        `AccountKey=${secret}`,
        `TOKEN_${secret}`,
        secret.replace('_', '_\u200b'),
        secret.replace('_', '%5f'),
      ])
        assert.deepEqual(
          findSecrets(text).map(({ kind, text: found }) => [kind, found]),
          [['own', secret]],
          text.replace(secret, '…'),
        );
    }
  });

  it('are told apart: two own ones, a damaged one, and others', () => {
    const [one, two] = [made(), made()];
    assert.deepEqual(kinds(`${one} ${two}\n${one}`), ['own', 'own']);
    assert.deepEqual(kinds(`${one.slice(0, -1)}${one.endsWith('0') ? '1' : '0'}`), ['damaged']);
    assert.deepEqual(kinds(one.slice(0, 40)), ['damaged']);
    const azure = SECRET_MAKERS['annotated Azure key, as Azure DevOps’ of today']?.() ?? '';
    const older = SECRET_MAKERS['Azure DevOps’ older']?.() ?? '';
    assert.deepEqual(kinds(`${azure} ${older}`), ['azure-devops', 'azure-devops']);
    const github = SECRET_MAKERS['GitHub token']?.() ?? '';
    assert.deepEqual(
      findSecrets(`${github} and ${one}`).map(({ kind, name }) => `${kind} ${name}`),
      ['own built-in secret', 'other GitHub token'],
    );
  });

  it('are none in what people write', () => {
    for (const text of [
      'Please rotate pkt_ soon, or my_token_name_that_is_long',
      'see https://git.example.com/org/repo/commit/0b1e5a1c8a3f4c419d7e2f6f0c1d2e3f00112233',
      `${'_'.repeat(2000)}`,
    ])
      assert.deepEqual(kinds(text), [], text);
    fc.assert(fc.property(fc.lorem({ maxCount: 50 }), (text) => kinds(text).length === 0));
  });

  it('are found in time linear in the text', () => {
    const took = (text: string) => {
      const start = performance.now();
      findSecrets(text);
      return performance.now() - start;
    };
    for (const part of ['_', 'ab_', `ab_${'x'.repeat(60)}`, `ab_${'x'.repeat(61)}`, 'href="', '%5f'])
      assert.ok(took(part.repeat(200_000 / part.length)) < 2_000, part.slice(0, 10));
    const many = Array.from({ length: 3_000 }, () => generateSecret().secret.reveal());
    assert.ok(took(many.join(' ')) < 2_000, 'own ones');
    assert.equal(findSecrets(many.join('')).length, many.length);
  });
});
