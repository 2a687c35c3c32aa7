import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { applicationIdUri, whyNotTeamsToken } from '../../src/identity/teams-token.ts';
import { START } from '../support/fixed-clock.ts';
import { ADA } from './sign-in-world.ts';

const CLIENT_ID = 'e4b7a1c0-58d3-4f96-a2be-9c07d16f3e84';
const ISSUER = `https://login.microsoftonline.com/${ADA.tenantId}/v2.0`;
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const seconds = START / 1000;
const GOOD = {
  iss: ISSUER,
  aud: CLIENT_ID,
  tid: ADA.tenantId,
  oid: ADA.objectId,
  nbf: seconds - 60,
  exp: seconds + 60,
};

const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');

function token(claims: object, header: object = { alg: 'RS256', kid: 'k' }): string {
  const signed = `${encode(header)}.${encode(claims)}`;
  return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), privateKey).toString('base64url')}`;
}

const why = (text: string) =>
  whyNotTeamsToken(text, {
    clientId: CLIENT_ID,
    issuer: ISSUER,
    person: ADA,
    now: START,
    findSigningKey: async (kid) => (kid === 'k' ? { key: publicKey, endorsements: [] } : undefined),
  });

describe('a token that Teams hands over', () => {
  it('proves the person in both of Entra’s forms', async () => {
    const first = {
      iss: `https://sts.windows.net/${ADA.tenantId}/`,
      aud: `api://bot.example:8443/${CLIENT_ID}`,
    };
    const good = [
      GOOD,
      { ...GOOD, ...first },
      { ...GOOD, aud: applicationIdUri(CLIENT_ID) },
      { ...GOOD, aud: `api://bot.example/botid-${CLIENT_ID}` },
      { ...GOOD, aud: CLIENT_ID.toUpperCase(), oid: ADA.objectId.toUpperCase() },
      { ...GOOD, nbf: undefined },
      { ...GOOD, exp: seconds - 299, nbf: seconds + 299 },
    ];
    for (const claims of good) assert.equal(await why(token(claims)), undefined, JSON.stringify(claims));
  });

  it('is meant for us, by our tenant, about this person, now', async () => {
    const bad: [string, object][] = [
      ['wrong audience', { aud: 'api://evil.example/x' }],
      ['wrong audience', { aud: `api://a/b/${CLIENT_ID}` }],
      ['wrong audience', { aud: `https://evil.example/${CLIENT_ID}` }],
      ['wrong audience', { aud: `api://bot.example/${CLIENT_ID.replace('e', 'f')}` }],
      ['wrong issuer', { iss: 'https://login.microsoftonline.com/other/v2.0' }],
      ['wrong issuer', { iss: 'https://sts.windows.net/other/' }],
      ['another person', { oid: 'other' }],
      ['another person', { tid: 'other' }],
      ['expired', { exp: seconds - 300 }],
      ['not yet valid', { nbf: seconds + 301 }],
      ['missing claims: exp', { exp: undefined }],
      ['missing claims: aud', { aud: [CLIENT_ID] }],
    ];
    for (const [reason, change] of bad) assert.equal(await why(token({ ...GOOD, ...change })), reason);
  });

  it('is signed by a published key, and by nothing that only looks so', async () => {
    const good = token(GOOD);
    const [head = '', , signature = ''] = good.split('.');
    assert.equal(
      await why(`${head}.${encode({ ...GOOD, exp: seconds + 999 })}.${signature}`),
      'wrong signature',
    );
    assert.equal(await why(token(GOOD, { alg: 'RS256', kid: 'other' })), 'unknown key');
    for (const alg of ['none', 'HS256', 'PS256', 'rs256']) {
      assert.equal(await why(token(GOOD, { alg, kid: 'k' })), 'not a signed token');
    }
    assert.equal(await why(`${encode({ alg: 'none' })}.${encode(GOOD)}.`), 'not a signed token');
  });

  it('is refused, whatever it is, without an error', async () => {
    const part = fc.oneof(
      fc.base64String(),
      fc.json().map((json) => Buffer.from(json).toString('base64url')),
    );
    const text = fc.oneof(
      fc.string(),
      fc.tuple(part, part, part).map((parts) => parts.join('.')),
    );
    await fc.assert(
      fc.asyncProperty(text, async (given) => {
        assert.equal(typeof (await why(given)), 'string');
      }),
    );
  });
});
