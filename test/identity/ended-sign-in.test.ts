import assert from 'node:assert/strict';
import { assertRefused } from '../core/samples.ts';
import { ADA, createSignInWorld } from './sign-in-world.ts';

describe('a sign-in that has ended', () => {
  it('takes nothing along that another replica has kept meanwhile', async () => {
    const world = await createSignInWorld();
    try {
      world.entra.set({ accessTokenSeconds: 60 });
      await world.signInOnPage(ADA, 'ada');
      world.entra.revokeSessions('ada');
      const deleteAsIs = world.store.records.delete;
      world.store.records.delete = async (record) => {
        world.entra.set({ accessTokenSeconds: 3600 });
        await world.another().confirm(ADA, await world.codeFor(ADA, 'ada'));
        await deleteAsIs(record);
      };
      await assertRefused('sign-in-needed', () => world.signIn.forPerson(ADA));
      assert.equal((await world.signIn.account(ADA))?.background, true);
      assert.ok(await world.signIn.forPerson(ADA));
    } finally {
      await world.close();
    }
  });
});
