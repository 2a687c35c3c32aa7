import assert from 'node:assert/strict';
import { insertOf, tokenOf } from '../stores/fixtures.ts';
import { openPostgres } from '../stores/postgres/opened-postgres-store.ts';
import { REVOKE_STOPS } from '../support/replica-stops.ts';
import { fresh, inReplicaWorld, type ReplicaWorld } from '../support/replica-world.ts';

const COUNT = 150;
const DAY = 24 * 60 * 60 * 1000;

interface Kept {
  readonly revoked: number;
  /** Events of revocation, and the tokens that have one. */
  readonly events: number;
  readonly told: number;
  /** Tokens that are revoked without an event or with an open notice, or the other way round. */
  readonly halves: number;
}

const KEPT = `
  WITH each AS (
    SELECT revoked_at IS NOT NULL AS revoked,
      (SELECT count(*)::int FROM patkeeper.audit_events WHERE token_id = t.id AND action = 'revoke') AS events,
      (SELECT count(*)::int FROM patkeeper.notices WHERE token_id = t.id AND state = 'waiting') AS open
    FROM patkeeper.tokens AS t
  )
  SELECT count(*) FILTER (WHERE revoked)::int AS revoked, sum(events)::int AS events,
    count(*) FILTER (WHERE events > 0)::int AS told,
    count(*) FILTER (WHERE NOT (revoked AND events = 1 AND open = 0) AND NOT (NOT revoked AND events = 0 AND open = 1))::int AS halves
  FROM each`;

for (const stop of REVOKE_STOPS) {
  describe(`a replica that is killed while it revokes all tokens of a person, ${stop.replaceAll('-', ' ')}`, function () {
    this.timeout(90_000);
    let world: ReplicaWorld;
    inReplicaWorld((made) => {
      world = made;
    });

    const kept = async (): Promise<Kept> => (await world.rows<Kept>(KEPT))[0] ?? assert.fail();

    it('leaves each token as it was or revoked whole, and the button pressed again does the rest, once', async () => {
      const asOf = Date.now();
      const replica = await world.start({ STOP_AT: stop });
      const person = world.to(replica).person('Ada');
      await giveTokens(person.aadObjectId, asOf);
      const press = () => ['revoke-all', { asOf, back: {} }, 'm1'] as const;
      const answer = await world
        .to(replica)
        .execute(person, ...press(), fresh())
        .catch(() => undefined);
      await replica.ended;
      assert.equal(answer, undefined);
      const half = await kept();
      assert.equal(half.halves, 0);
      assert.equal(half.events, half.revoked);
      assert.ok(half.revoked > 0 && half.revoked < COUNT, `${half.revoked} are revoked`);

      const next = await world.start();
      const { status } = await world.to(next).execute(person, ...press(), fresh());
      assert.equal(status, 200);
      assert.deepEqual(await kept(), { revoked: COUNT, events: COUNT, told: COUNT, halves: 0 });
    });

    async function giveTokens(objectId: string, createdAt: number): Promise<void> {
      const store = await openPostgres(world.databaseUrl);
      const owner = { tenantId: '11111111-1111-4111-8111-111111111111', objectId };
      try {
        for (let n = 0; n < COUNT; n += 1) {
          const token = tokenOf(owner, {
            organization: 'internal',
            createdAt,
            validTo: createdAt + 90 * DAY,
          });
          const insert = insertOf(token, { maxActive: COUNT });
          // Only the reminder, which is far off: what is due would be sent meanwhile.
          await store.tokens.insert({ ...insert, notices: insert.notices.slice(1) });
        }
      } finally {
        await store.close();
      }
    }
  });
}
