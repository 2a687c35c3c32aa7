import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { createSigningKeys } from '../../src/web/signing-keys.ts';
import { createFixedClock, DAY, HOUR } from '../support/fixed-clock.ts';

const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const { publicKey: curve } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwk = publicKey.export({ format: 'jwk' });

describe('the signing keys of an issuer', () => {
  /** An issuer that publishes these keys, and counts how often it is asked for them. */
  function published(...keys: object[]) {
    const clock = createFixedClock();
    const issuer = { keys, asked: 0 };
    const load = async () => {
      issuer.asked += 1;
      return { keys: issuer.keys };
    };
    return { clock, issuer, find: createSigningKeys({ load, minAgeMs: HOUR, clock }) };
  }

  it('are found by their ids, with what they may sign for', async () => {
    const { find } = published({ ...jwk, kid: 'a' }, { ...jwk, kid: 'b', endorsements: ['msteams'] });
    const [a, b] = [await find('a'), await find('b')];
    assert.ok(a?.key.equals(publicKey));
    assert.deepEqual([a?.endorsements, b?.endorsements], [[], ['msteams']]);
    assert.equal(await find('c'), undefined);
  });

  it('leave out what is no RSA key, or has no id', async () => {
    const { find } = published(
      jwk,
      { ...curve.export({ format: 'jwk' }), kid: 'ec' },
      { ...jwk, kid: 'rsa' },
    );
    assert.equal(await find('ec'), undefined);
    assert.equal(await find(''), undefined);
    assert.notEqual(await find('rsa'), undefined);
  });

  it('are asked for again for a new key, but not all the time for one that nobody has', async () => {
    const { clock, issuer, find } = published({ ...jwk, kid: 'old' });
    await find('old');
    issuer.keys = [{ ...jwk, kid: 'new' }];
    assert.equal(await find('new'), undefined);
    assert.equal(issuer.asked, 1);
    clock.advance(HOUR);
    assert.notEqual(await find('new'), undefined);
    assert.equal(issuer.asked, 2);
    for (const kid of ['x', 'y', 'z']) await find(kid);
    assert.equal(issuer.asked, 2);
  });

  it('are asked for again after a day, so that one which was withdrawn is not taken any more', async () => {
    const { clock, issuer, find } = published({ ...jwk, kid: 'stolen' });
    await find('stolen');
    issuer.keys = [];
    clock.advance(DAY);
    assert.equal(await find('stolen'), undefined);
  });

  it('are an error when the issuer gives something else', async () => {
    const find = createSigningKeys({ load: async () => ({}), minAgeMs: HOUR, clock: createFixedClock() });
    await assert.rejects(find('a'));
  });
});
