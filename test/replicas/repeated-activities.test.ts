import assert from 'node:assert/strict';
import type { Replica } from '../support/replica.ts';
import {
  createForm,
  fresh,
  inReplicaWorld,
  type ReplicaWorld,
  saidIn,
  secretIn,
  submit,
  until,
  verified,
} from '../support/replica-world.ts';
import { buttonData, cardOf, dialogCard, executeCard, shownText } from '../support/running-service.ts';

describe('three replicas that are asked the same', function () {
  this.timeout(60_000);
  let world: ReplicaWorld;
  let replicas: readonly [Replica, Replica, Replica];

  inReplicaWorld(async (made) => {
    world = made;
    replicas = await world.startThree();
  });

  /** Five deliveries, over all replicas, at once. */
  const fiveTimes = <T>(call: (replica: Replica) => Promise<T>): Promise<T[]> =>
    Promise.all([0, 1, 2, 0, 1].map((n) => call(replicas[n] ?? assert.fail())));

  it('answer one message once', async () => {
    const ada = world.to(replicas[0]).person('Ada of the message');
    const answers = await fiveTimes((replica) =>
      world.to(replica).say(ada, '/pat list', { id: 'message-1' }),
    );
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200, 200, 200],
    );
    await until('an answer', 5_000, () => world.connector.sent.length > 0);
    assert.equal(world.connector.sent.length, 1);
    assert.match(shownText(cardOf(world.connector.sent[0])), /no active tokens/);
  });

  it('make one token of one submit, tell of it once, and show its secret to nobody else', async () => {
    const ben = world.to(replicas[0]).person('Ben of the submit');
    const form = createForm('submitted five times');
    const answers = await fiveTimes((replica) =>
      world.to(replica).submitDialog(ben, form, { id: 'submit-1' }),
    );
    const again = await Promise.all(
      replicas.map((replica) => world.to(replica).submitDialog(ben, form, { id: 'submit-2' })),
    );
    const all = [...answers, ...again];
    assert.ok(all.every(({ status }) => status === 200));
    const secrets = new Set(all.map(secretIn).filter((secret) => secret !== undefined));
    assert.equal(secrets.size, 1);
    for (const answer of all.filter((one) => secretIn(one) === undefined))
      assert.match(saidIn(answer), /form has already created a token/);
    await until('the notice', 10_000, async () => (await world.kept(ben)).created['sent'] === 1);
    assert.deepEqual(await world.kept(ben), {
      tokens: 1,
      created: { sent: 1 },
      events: 1,
      agrees: true,
      told: 1,
    });
    assert.equal(await verified(replicas[2], [...secrets].join()), 200);
  });

  it('each take up a flow where another one left it, and a revocation holds for all with the next request', async () => {
    const [first, second, third] = replicas;
    const eve = world.to(first).person('Eve of the flow');
    const page = dialogCard(
      await world.to(first).openDialog(eve, { verb: 'create.open', name: 'flow' }, fresh()),
    );
    const { formKey } = buttonData(page, 'create.submit');
    const chosen = { ...createForm('flow'), formKey, preset: 'choose' };
    const scopes = dialogCard(await world.to(second).submitDialog(eve, chosen, fresh()));
    const data = buttonData(scopes, 'create.scopes');
    const answer = await world.to(third).submitDialog(eve, { ...data, 'scopes.code': 'vso.code' }, fresh());
    const secret = secretIn(answer);
    assert.ok(secret !== undefined, saidIn(answer));
    for (const replica of replicas) assert.equal(await verified(replica, secret), 200);
    for (let n = 0; n < 10; n += 1)
      await submit(world.to(replicas[n % 3] ?? first), eve, createForm(`page ${n}`));
    const pages = [first, second, third].map((replica, index) =>
      world.to(replica).execute(eve, 'list', { words: '', state: 'active', page: index }, 'list-1', fresh()),
    );
    const titles = (await Promise.all(pages)).map((one) => shownText(executeCard(one)));
    assert.match(titles[0] ?? '', /11 active tokens, page 1 of/);
    assert.match(titles[1] ?? '', /11 active tokens, page 2 of/);
    const [row] = await world.rows<{ id: string }>(
      `SELECT id FROM patkeeper.tokens WHERE object_id = '${eve.aadObjectId}' AND name = 'flow'`,
    );
    const tokenId = row?.id ?? assert.fail();
    const asked = executeCard(
      await world.to(second).execute(eve, 'revoke.ask', { tokenId }, 'list-1', fresh()),
    );
    const revoke = buttonData(asked, 'revoke');
    await world.to(third).execute(eve, 'revoke', revoke, 'list-1', fresh());
    for (const replica of replicas) assert.equal(await verified(replica, secret), 401);
  });
});
