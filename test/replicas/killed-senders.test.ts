import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { LoadedReplica, Replica } from '../support/replica.ts';
import { inReplicaWorld, print, type ReplicaWorld } from '../support/replica-world.ts';

/** The number runs in CI; the small one, with every `npm test`, shows the same. */
const NOTICES = process.env['REPLICAS'] === 'full' ? 2_000 : 300;
/** Teams allows 50 messages a second to a tenant: with so many tenants, that is not what the senders wait for. */
const TENANTS = 40;
const REPLICAS = 3;
const KILL_EVERY_MS = 1_000;
const SPARES = 2;

describe('replicas that are killed while they send', function () {
  this.timeout(240_000);
  let world: ReplicaWorld;

  inReplicaWorld((made) => {
    world = made;
  });

  it(`lose none of ${NOTICES} due notices, and repeat at most those that were on their way at the kills`, async () => {
    await addDueNotices(world);
    const spares: Promise<LoadedReplica>[] = Array.from({ length: SPARES }, () => world.load());
    const running: Replica[] = await Promise.all(Array.from({ length: REPLICAS }, () => world.start()));
    const started = performance.now();
    let kills = 0;
    for (let next = started + KILL_EVERY_MS; (await open()) > 0; next += KILL_EVERY_MS) {
      await delay(Math.max(0, next - performance.now()));
      await running.shift()?.kill();
      kills += 1;
      spares.push(world.load());
      running.push(await ((await spares.shift()) ?? assert.fail()).start());
    }
    const seconds = Math.round((performance.now() - started) / 1000);

    const messages = new Map<string, number>();
    for (const { path } of world.connector.sent) {
      const [chat = ''] = /a:notice-\d+/.exec(decodeURIComponent(path)) ?? [];
      messages.set(chat, (messages.get(chat) ?? 0) + 1);
    }
    const lost = NOTICES - messages.size;
    const repeated = world.connector.sent.length - messages.size;
    const [counts] = await world.rows<{ sent: number; in_flight: number; of_two: number }>(`
      SELECT count(*) FILTER (WHERE state = 'sent')::int AS sent, sum(ambiguous_attempts)::int AS in_flight,
        count(*) FILTER (WHERE ambiguous_attempts > 1)::int AS of_two FROM patkeeper.notices`);
    const { sent = 0, in_flight: inFlight = 0, of_two: ofTwo = 0 } = counts ?? {};
    print(
      `${NOTICES} notices, ${kills} kills in ${seconds} s: ${lost} lost, ${inFlight} on their way at a kill ` +
        `(${ofTwo} at more than one), ${repeated} repeated`,
    );
    await Promise.all((await Promise.all(spares)).map((spare) => spare.kill()));
    assert.deepEqual({ lost, sent }, { lost: 0, sent: NOTICES });
    assert.ok(kills >= 3);
    assert.ok(inFlight > 0, 'no kill met a notice on its way: this run shows nothing');
    assert.ok(repeated <= inFlight);
  });

  async function open(): Promise<number> {
    const [row] = await world.rows<{ open: number }>(
      `SELECT count(*)::int AS open FROM patkeeper.notices WHERE state IN ('waiting', 'sending')`,
    );
    return row?.open ?? assert.fail();
  }
});

/** One person, one token and one notice each; the conversation tells which notice a message is. */
async function addDueNotices(world: ReplicaWorld): Promise<void> {
  const now = Date.now();
  const person = `'tenant-' || i % ${TENANTS}, 'person-' || i`;
  await world.rows(`
    INSERT INTO patkeeper.contacts (tenant_id, object_id, name, locale, service_url, user_id, bot_id, conversation_id)
      SELECT ${person}, 'Ada', 'en-US', '${world.connector.serviceUrl}', '29:person-' || i, '28:bot', 'a:notice-' || i
      FROM generate_series(1, ${NOTICES}) AS i;
    INSERT INTO patkeeper.tokens (id, tenant_id, object_id, name, folded_name, authority, organization, scopes,
        created_at, created_by, valid_to, form_key)
      SELECT 't' || i, ${person}, 'Token ' || i, 'token ' || i, 'builtin', 'internal', '{vso.code}',
        ${now}, 'Ada in Teams', ${now + 30 * 86_400_000}, 'form-' || i
      FROM generate_series(1, ${NOTICES}) AS i;
    INSERT INTO patkeeper.notices (id, tenant_id, object_id, token_id, kind, valid_to, due_at, state, attempts,
        ambiguous_attempts)
      SELECT 'n' || i, ${person}, 't' || i, 'created', ${now + 30 * 86_400_000}, ${now}, 'waiting', 0, 0
      FROM generate_series(1, ${NOTICES}) AS i`);
}
