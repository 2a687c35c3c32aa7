import assert from 'node:assert/strict';
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

/** What is kept after a kill at each step, before anything starts again. */
const AFTER_KILL: Readonly<Record<Stop, Partial<Kept>>> = {
  'before-store': NONE,
  // Its own dispatcher may hear of the commit first, and claim the notice.
  'after-store': { tokens: 1, events: 1, agrees: true, told: 0 },
  'before-answer': { tokens: 1, events: 1, agrees: true },
  'before-notice': { tokens: 1, created: { sending: 1 }, events: 1, agrees: true, told: 0 },
  'after-notice': { tokens: 1, created: { sending: 1 }, events: 1, agrees: true, told: 1 },
};

describe('a replica that is killed in the middle of a create', function () {
  this.timeout(90_000);
  let world: ReplicaWorld;

  inReplicaWorld((made) => {
    world = made;
  });

  it('leaves a store, notices and an audit trail that agree, at each step, and the next start does the rest', async () => {
    const people = new Map(STOPS.map((stop) => [stop, `Ada who is stopped ${stop}`]));
    const form = createForm('stopped');
    const cutOff = async (stop: Stop, name: string): Promise<DrivenAnswer | undefined> => {
      const replica = await world.start({ STOP_AT: stop });
      const teams = world.to(replica);
      const answer = await submit(teams, teams.person(name), form).catch(() => undefined);
      await replica.ended;
      return answer;
    };
    const answers = new Map<Stop, DrivenAnswer | undefined>();
    for (const [stop, name] of people) {
      answers.set(stop, await cutOff(stop, name));
      const { person } = world.to({ botUrl: '' });
      const kept = await world.kept(person(name));
      const expected = AFTER_KILL[stop];
      assert.deepEqual({ ...kept, ...expected }, kept, stop);
    }
    assert.equal(answers.get('before-answer'), undefined);

    // An hour later every claim of a dead process has run out.
    const next = await world.start({ CLOCK_OFFSET_HOURS: '1' });
    const teams = world.to(next);
    for (const [stop, name] of people) {
      const person = teams.person(name);
      const retried = await submit(teams, person, form);
      if (stop === 'before-store') assert.ok(secretIn(retried), saidIn(retried));
      else assert.match(saidIn(retried), /already made from this form/, stop);
      const sent = async () => (await world.kept(person)).created['sent'] === 1;
      await until(`the notice after a stop ${stop}`, 15_000, sent);
      const kept = await world.kept(person);
      // Nobody knows whether a message arrived whose sender died, be it this replica or the next one that was stopped: it may
      // come twice, never more often.
      const [least, most] = [stop === 'after-notice' ? 2 : 1, stop === 'before-store' ? 1 : 2];
      assert.deepEqual({ ...kept, told: 1 }, ONE, stop);
      assert.ok(kept.told >= least && kept.told <= most, `${stop}: told ${kept.told} times`);
    }
    await assertUsable(next, answers.get('before-notice'));
    await assertUsable(next, answers.get('after-notice'));
  });

  async function assertUsable(replica: Replica, answer: DrivenAnswer | undefined): Promise<void> {
    assert.ok(answer);
    assert.equal(await verified(replica, secretIn(answer) ?? assert.fail(saidIn(answer))), 200);
  }
});
