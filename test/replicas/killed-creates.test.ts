import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { Replica } from '../support/replica.ts';
import { STOPS, type Stop } from '../support/replica-stops.ts';
import {
  createForm,
  inReplicaWorld,
  type Kept,
  type ReplicaWorld,
  saidIn,
  secretIn,
  submit,
  until,
  verified,
} from '../support/replica-world.ts';
import type { DrivenAnswer } from '../support/teams-driver.ts';

const ONE: Kept = { tokens: 1, created: { sent: 1 }, events: 1, agrees: true, told: 1 };
const NONE: Kept = { tokens: 0, created: {}, events: 0, agrees: true, told: 0 };

interface Aftermath {
  /** What is kept before anything starts again. */
  readonly kept: Partial<Kept>;
  /** Where the notice may be then. */
  readonly notice: readonly Kept['created'][];
  /** How often its owner is told in the end: twice at most, for nobody knows whether a message arrived whose sender died. */
  readonly told: readonly number[];
}

const STORED: Partial<Kept> = { tokens: 1, events: 1, agrees: true };
const WAITING = { waiting: 1 };
const SENDING = { sending: 1 };

const AFTERMATH: Readonly<Record<Stop, Aftermath>> = {
  'before-store': { kept: NONE, notice: [{}], told: [1] },
  // Its own dispatcher may hear of the commit first, and claim the notice.
  'after-store': { kept: { ...STORED, told: 0 }, notice: [WAITING, SENDING], told: [1] },
  'before-answer': { kept: STORED, notice: [WAITING, SENDING, { sent: 1 }], told: [1, 2] },
  'before-notice': { kept: { ...STORED, told: 0 }, notice: [SENDING], told: [1] },
  'after-notice': { kept: { ...STORED, told: 1 }, notice: [SENDING], told: [2] },
};

for (const stop of STOPS) {
  describe(`a replica that is killed in a create, ${stop.replace('-', ' the ')}`, function () {
    this.timeout(90_000);
    const { kept: expected, notice, told } = AFTERMATH[stop];
    const form = createForm('stopped');
    let world: ReplicaWorld;

    // One each: a replica of another stop would send this one's notice, and be killed while it does.
    inReplicaWorld((made) => {
      world = made;
    });

    it('leaves a store, notices and an audit trail that agree, and the next start does the rest', async () => {
      const { answer, person } = await cutOff();
      const kept = await world.kept(person);
      assert.deepEqual({ ...kept, ...expected }, kept);
      assert.ok(
        notice.some((one) => isDeepStrictEqual(one, kept.created)),
        JSON.stringify(kept.created),
      );
      if (stop === 'before-answer') assert.equal(answer, undefined);

      // An hour later every claim of a dead process has run out.
      const next = await world.start({ CLOCK_OFFSET_HOURS: '1' });
      const retried = await submit(world.to(next), person, form);
      if (stop === 'before-store') assert.ok(secretIn(retried), saidIn(retried));
      else assert.match(saidIn(retried), /form has already created a token/);
      await until('the notice', 15_000, async () => (await world.kept(person)).created['sent'] === 1);
      const after = await world.kept(person);
      assert.deepEqual({ ...after, told: 1 }, ONE);
      assert.ok(told.includes(after.told), `told ${after.told} times`);
      if (stop === 'before-notice' || stop === 'after-notice') await assertUsable(next, answer);
    });

    async function cutOff() {
      const replica = await world.start({ STOP_AT: stop });
      const teams = world.to(replica);
      const person = teams.person('Ada');
      const answer = await submit(teams, person, form).catch(() => undefined);
      await replica.ended;
      return { answer, person };
    }
  });
}

async function assertUsable(replica: Replica, answer: DrivenAnswer | undefined): Promise<void> {
  assert.ok(answer);
  assert.equal(await verified(replica, secretIn(answer) ?? assert.fail(saidIn(answer))), 200);
}
