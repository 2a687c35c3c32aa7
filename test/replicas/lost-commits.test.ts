import assert from 'node:assert/strict';
import { type CuttingProxy, createCuttingProxy } from '../support/cutting-proxy.ts';
import type { Replica } from '../support/replica.ts';
import {
  createForm,
  inReplicaWorld,
  type ReplicaWorld,
  saidIn,
  secretIn,
  submit,
  until,
  verified,
} from '../support/replica-world.ts';
import { buttonData, dialogCard } from '../support/running-service.ts';

describe('a replica whose commit is acknowledged to nobody', function () {
  this.timeout(60_000);
  let world: ReplicaWorld;
  let proxy: CuttingProxy;
  let replica: Replica;

  inReplicaWorld(async (made) => {
    world = made;
    proxy = await createCuttingProxy(world.databaseUrl);
    replica = await world.start({ DATABASE_URL: proxy.url });
  });
  after(() => proxy?.close());

  for (const cut of ['before', 'after'] as const) {
    it(`makes one token when the connection is cut ${cut} the server commits`, async () => {
      const teams = world.to(replica);
      const ada = teams.person(`Ada whose commit is cut ${cut}`);
      const before = proxy.cuts();
      proxy.cutNext(cut, { commitOf: 'insert-tokens' });
      const answer = await submit(teams, ada, createForm('cut'));
      assert.equal(proxy.cuts(), before + 1);
      const secret = secretIn(answer) ?? assert.fail(saidIn(answer));
      assert.equal(await verified(replica, secret), 200);
      await until('the notice', 10_000, async () => (await world.kept(ada)).created['sent'] === 1);
      assert.deepEqual(await world.kept(ada), {
        tokens: 1,
        created: { sent: 1 },
        events: 1,
        agrees: true,
        told: 1,
      });
    });

    it(`makes one token or none when the database stays away, cut ${cut} the commit, and the retry makes it one`, async () => {
      const teams = world.to(replica);
      const ben = teams.person(`Ben whose database stays away ${cut}`);
      const before = proxy.cuts();
      proxy.cutNext(cut, { commitOf: 'insert-tokens', thenAway: true });
      const answer = await submit(teams, ben, createForm('away'));
      assert.equal(proxy.cuts(), before + 1);
      assert.match(saidIn(answer), /can’t reach its storage right now/);
      const kept = await world.kept(ben);
      assert.deepEqual([kept.tokens, kept.agrees], [cut === 'before' ? 0 : 1, true]);
      proxy.mend();
      await until('the replica is ready', 5_000, async () => (await fetch(`${replica.botUrl}/readyz`)).ok);
      const retry = buttonData(dialogCard(answer), 'create.submit'); // the card's own button: the same form
      const retried = await submit(teams, ben, retry as Readonly<Record<string, string>>);
      if (cut === 'before') assert.ok(secretIn(retried), saidIn(retried));
      else assert.match(saidIn(retried), /form has already created a token/);
      await until('the notice', 40_000, async () => (await world.kept(ben)).created['sent'] === 1);
      assert.deepEqual(await world.kept(ben), {
        tokens: 1,
        created: { sent: 1 },
        events: 1,
        agrees: true,
        told: 1,
      });
    });
  }
});
