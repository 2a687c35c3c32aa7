import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { z } from 'zod';
import { readSignedToken } from '../../src/web/json-web-token.ts';
import { START } from '../support/fixed-clock.ts';

const ISSUER = 'https://issuer.example/';
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const seconds = START / 1000;
const GOOD = { iss: ISSUER, who: 'ada', exp: seconds + 60 };

const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');

function token(claims: unknown, header: object = { alg: 'RS256', kid: 'k' }): string {
  const signed = `${encode(header)}.${encode(claims)}`;
  return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), privateKey).toString('base64url')}`;
}

const read = (text: string, findKey = async (kid: string) => (kid === 'k' ? publicKey : undefined)) =>
  readSignedToken(text, {
    algorithms: ['RS256'],
    issuers: [ISSUER, 'https://elsewhere.example/'],
    claims: z.object({ who: z.string() }),
    now: START,
    findKey,
  });

async function refusal(text: string): Promise<string | undefined> {
  const reading = await read(text);
  return reading.ok ? undefined : reading.reason;
}

describe('a signed token', () => {
  it('gives the claims that were asked for', async () => {
    const given = { ...GOOD, iss: 'https://elsewhere.example/', more: 'nobody asked for it' };
    assert.deepEqual(await read(token(given)), { ok: true, claims: { who: 'ada' } });
  });

  it('may come from a clock that is five minutes off, and no more', async () => {
    assert.equal(await refusal(token({ ...GOOD, exp: seconds - 299, nbf: seconds + 300 })), undefined);
    assert.equal(await refusal(token({ ...GOOD, exp: seconds - 300 })), 'expired');
    assert.equal(await refusal(token({ ...GOOD, nbf: seconds + 301 })), 'not yet valid');
  });

  it('is refused for what it lacks', async () => {
    for (const claim of ['iss', 'who', 'exp'] as const) {
      const { [claim]: _, ...rest } = GOOD;
      assert.equal(await refusal(token(rest)), `missing claims: ${claim}`);
      assert.equal((await refusal(token({ ...GOOD, [claim]: [] }))) === undefined, false, claim);
    }
    assert.equal(await refusal(token({ ...GOOD, iss: 'https://evil.example/' })), 'wrong issuer');
  });

  it('is refused for a signature that is not its issuer’s', async () => {
    const [head = '', , signature = ''] = token(GOOD).split('.');
    const secret = publicKey.export({ format: 'pem', type: 'spki' });
    const signedWithThat = `${encode({ alg: 'HS256', kid: 'k' })}.${encode(GOOD)}`;
    const hmac = createHmac('sha256', secret).update(signedWithThat).digest('base64url');
    const bad: readonly [string, string][] = [
      [`${head}.${encode({ ...GOOD, who: 'eve' })}.${signature}`, 'wrong signature'],
      [`${head}.${encode(GOOD)}.`, 'wrong signature'],
      [`${signedWithThat}.${hmac}`, 'not a signed token'],
      [`${encode({ alg: 'none' })}.${encode(GOOD)}.`, 'not a signed token'],
      [token(GOOD, { alg: 'RS256' }), 'not a signed token'],
      [token(GOOD, { alg: 'RS256', kid: 'k', crit: ['new'], new: 1 }), 'not a signed token'],
      [token(GOOD, { alg: 'RS256', kid: 'other' }), 'unknown key'],
    ];
    for (const [text, reason] of bad) assert.equal(await refusal(text), reason, text);
  });

  it('is refused, whatever it is, without an error', async () => {
    const part = fc.oneof(
      fc.base64String(),
      fc.json().map((json) => Buffer.from(json).toString('base64url')),
    );
    const unsigned = fc.oneof(
      fc.string(),
      fc.tuple(part, part, part).map((parts) => parts.join('.')),
    );
    const text = fc.oneof(
      unsigned,
      fc.jsonValue().map((claims) => token(claims)),
    );
    await fc.assert(
      fc.asyncProperty(text, async (given) => {
        assert.equal(typeof (await refusal(given)), 'string');
      }),
    );
  });

  it('is not refused because the keys can’t be had: that is an error', async () => {
    const away = () => Promise.reject(new Error('out of reach'));
    await assert.rejects(read(token(GOOD), away), /out of reach/);
  });
});
