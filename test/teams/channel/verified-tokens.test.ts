import assert from 'node:assert/strict';
import { createVerifiedTokens } from '../../../src/teams/channel/verified-tokens.ts';
import { DAY, HOUR, START } from '../../support/fixed-clock.ts';

describe('tokens that were verified', () => {
  const tokenUntil = (endsAt: number) => ({ ok: true, serviceUrl: 'https://smba.example/', endsAt }) as const;

  it('are known again until their end, and not a moment longer', () => {
    const verified = createVerifiedTokens();
    const token = tokenUntil(START + 1000);
    verified.keep('Bearer a.b.c', token, START);
    assert.equal(verified.find('Bearer a.b.c', START + 999), token);
    assert.equal(verified.find('Bearer a.b.c', START + 1000), undefined);
    assert.equal(verified.find('Bearer a.b.c', START), undefined);
  });

  it('are known again for an hour at most, and not before they were verified', () => {
    const verified = createVerifiedTokens();
    verified.keep('Bearer a.b.c', tokenUntil(START + DAY), START);
    assert.ok(verified.find('Bearer a.b.c', START + HOUR - 1));
    assert.equal(verified.find('Bearer a.b.c', START + HOUR), undefined);
    verified.keep('Bearer a.b.c', tokenUntil(START + DAY), START);
    assert.equal(verified.find('Bearer a.b.c', START - 1), undefined);
  });

  it('are no others, however alike', () => {
    const verified = createVerifiedTokens();
    verified.keep('Bearer a.b.c', tokenUntil(START + DAY), START);
    for (const other of ['Bearer a.b.C', 'bearer a.b.c', 'Bearer a.b.c ', 'Bearer a.b.', '', 'a.b.c'])
      assert.equal(verified.find(other, START), undefined, other);
  });

  it('are so many at most: then the oldest is forgotten', () => {
    const verified = createVerifiedTokens(2);
    for (const text of ['one', 'two', 'three']) verified.keep(text, tokenUntil(START + DAY), START);
    assert.equal(verified.find('one', START), undefined);
    assert.ok(verified.find('two', START) && verified.find('three', START));
  });
});
