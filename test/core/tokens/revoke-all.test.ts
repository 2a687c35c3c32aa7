import assert from 'node:assert/strict';
import { PatkeeperError } from '../../../src/core/errors.ts';
import { START } from '../../support/fixed-clock.ts';
import { ADA, assertRefused, BOB, POLICY } from '../samples.ts';
import { setUpService } from './service-setup.ts';

describe('revoking all tokens', () => {
  const setUp = async () => {
    const all = setUpService();
    for (const name of ['One', 'Two', 'Three']) await all.create({ name });
    await all.create({ name: 'Bob' }, BOB);
    return all;
  };

  it('revokes the active ones that were there when it was asked', async () => {
    const { service, create, clock, store } = await setUp();
    const [first] = (await service.find(ADA, 'One')).tokens;
    assert.ok(first);
    await service.revoke(ADA, first.id);
    const asOf = clock.now();
    clock.advance(1);
    await create({ name: 'Later' });
    const revoked = await service.revokeAll(ADA, asOf);
    assert.deepEqual(revoked.map(({ name }) => name).sort(), ['Three', 'Two']);
    const { tokens } = await service.list(ADA, { words: '', state: 'active', page: 0 });
    assert.deepEqual(
      tokens.map(({ name }) => name),
      ['Later'],
    );
    assert.equal((await store.tokens.list(BOB))[0]?.revokedAt, undefined);
    assert.equal(store.events.filter(({ action }) => action === 'revoke').length, 3);
  });

  it('leaves out what was revoked by another hand meanwhile', async () => {
    const { service, authority } = await setUp();
    const [other] = (await service.find(ADA, 'Two')).tokens;
    authority.revoke.onFirstCall().callsFake(async () => {
      await service.revoke(ADA, other?.id ?? '');
    });
    const revoked = await service.revokeAll(ADA, START);
    assert.deepEqual(revoked.map(({ name }) => name).sort(), ['One', 'Three']);
  });

  it('goes on when one of them fails', async () => {
    const { service, authority, log } = await setUp();
    const [bad] = (await service.find(ADA, 'Two')).tokens;
    const revoke = async (_actor: unknown, token: { id: string }) => {
      if (token.id === bad?.id) throw new PatkeeperError('unreachable.azure-devops');
    };
    authority.revoke.callsFake(revoke);
    const revoked = await service.revokeAll(ADA, START);
    assert.deepEqual(revoked.map(({ name }) => name).sort(), ['One', 'Three']);
    assert.equal(log.lines.filter(({ level }) => level === 'warn').length, 1);
  });

  it('tries each of them once, and where only the store has to be told, many at a time but not all', async () => {
    const { service, authority, create } = setUpService({ policy: { ...POLICY, maxTokensPerUser: 200 } });
    Object.assign(authority, { endsInStore: true });
    for (let n = 0; n < 120; n += 1) await create({ name: `Token ${n}` });
    let together = 0;
    let most = 0;
    authority.revoke.callsFake(async () => {
      together += 1;
      most = Math.max(most, together);
      await new Promise((resolve) => setImmediate(resolve));
      together -= 1;
      throw new PatkeeperError('unreachable.azure-devops');
    });
    await assertRefused('unreachable', () => service.revokeAll(ADA, START));
    assert.equal(authority.revoke.callCount, 120);
    assert.ok(most > 1 && most <= 100, `${most} at a time`);
  });

  it('fails when all of them fail, and is content when there are none', async () => {
    const { service, authority } = await setUp();
    authority.revoke.rejects(new PatkeeperError('unreachable.azure-devops'));
    await assertRefused('unreachable', () => service.revokeAll(ADA, START));
    assert.deepEqual(await service.revokeAll(ADA, START - 1), []);
  });
});
