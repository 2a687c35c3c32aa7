import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { Secret } from '../../src/core/secrets/secret.ts';
import { createLocalKey } from '../../src/web/local-key.ts';

describe('the key of local mode', () => {
  it('is a new one each time, of 256 bits, unless it is given', () => {
    const [one, other] = [createLocalKey(), createLocalKey()];
    assert.match(one.reveal(), /^[\w-]{43}$/);
    assert.notEqual(one.reveal(), other.reveal());
    assert.equal(createLocalKey(new Secret('given-key')).reveal(), 'given-key');
  });

  it('is nothing but itself', () => {
    const key = createLocalKey();
    assert.ok(key.isKey(key.reveal()));
    const { value } = key.cookieFor(3980);
    for (const other of [
      undefined,
      null,
      '',
      'x',
      [key.reveal()],
      `${key.reveal()}x`,
      key.reveal().slice(1),
      value,
    ])
      assert.equal(key.isKey(other), false);
  });

  it('becomes a cookie for one port, from which nobody has the key', () => {
    const key = createLocalKey();
    const [mine, other] = [key.cookieFor(3980), key.cookieFor(3981)];
    assert.notEqual(mine.name, other.name);
    assert.notEqual(mine.value, other.value);
    assert.ok(!mine.value.includes(key.reveal()));
    const header = `theme=dark; ${mine.name}=${mine.value}; x=y`;
    assert.ok(key.isCookieFor(3980, header));
    assert.ok(
      key.isCookieFor(3980, `${mine.name}=tossed; ${header}`),
      'another site may have set one of this name',
    );
    for (const wrong of [
      undefined,
      '',
      `${mine.name}=`,
      `${mine.name}=${other.value}`,
      `${mine.name}=${key.reveal()}`,
      `${other.name}=${mine.value}`,
      `x${mine.name}=${mine.value}`,
    ])
      assert.equal(key.isCookieFor(3980, wrong), false, wrong);
    assert.equal(createLocalKey().isCookieFor(3980, header), false, 'not after a restart');
    const fixed = new Secret('the same key');
    assert.equal(createLocalKey(fixed).cookieFor(1).value, createLocalKey(fixed).cookieFor(1).value);
  });

  it('prints nowhere', () => {
    const key = createLocalKey();
    assert.ok(!`${inspect(key, { depth: 9 })}${JSON.stringify(key)}`.includes(key.reveal()));
  });
});
