import assert from 'node:assert/strict';
import { MINUTE } from '../../../src/core/timing/durations.ts';
import { tokenState } from '../../../src/core/tokens/token.ts';
import { askNewSecret, giveNewSecret } from '../../../src/teams/features/new-secret.ts';
import { ADA, createFeatureWorld, dataOf } from '../../support/feature-world.ts';

async function worldWithToken() {
  const world = createFeatureWorld();
  const tokenId = await world.create('laptop', { lifespan: '30' });
  const ask = async () => dataOf('new-secret', (await askNewSecret({ tokenId }, ADA, world.deps)).card);
  const give = (formKey: string) => giveNewSecret({ tokenId, formKey }, ADA, world.deps);
  return { ...world, tokenId, ask, give };
}

describe('a secret that was not copied', () => {
  it('is replaced after a question, and ends at once', async () => {
    const { deps, store, clock, tokenId, ask, give } = await worldWithToken();
    clock.advance(59 * MINUTE);
    const { possible, text, formKey } = await ask();
    assert.equal(possible, true);
    assert.match(text, /^You get a new secret for laptop\./);
    const page = await give(formKey);
    assert.match(dataOf('secret', page.card).secret, /^pkt_/);
    const old = await store.tokens.find(ADA, tokenId);
    assert.equal(old?.revokedAt, clock.now());
    const { tokens } = await deps.tokenService.listActive(ADA);
    assert.deepEqual(
      tokens.map(({ name, scopes, id }) => [name, scopes, id === page.secretOf]),
      [['laptop', old?.scopes, true]],
    );
    const notices = (await store.listNotices(ADA, tokenId)).filter(
      ({ kind }) => kind === 'cut-over' || kind === 'ended',
    );
    assert.deepEqual(notices, [], 'nobody has to replace anything');
  });

  it('stays what it is an hour later, when something may use it', async () => {
    const { store, clock, tokenId, ask, give } = await worldWithToken();
    const { formKey } = await ask();
    clock.advance(61 * MINUTE);
    assert.equal((await ask()).possible, false);
    const said = dataOf('new-secret', (await give(formKey)).card);
    assert.equal(said.possible, false);
    assert.match(said.text, /too late/);
    const token = await store.tokens.find(ADA, tokenId);
    assert.equal(token && tokenState(token, clock.now()), 'active');
  });
});
