import assert from 'node:assert/strict';
import {
  createOrganizationCache,
  type OrganizationCache,
} from '../../../src/authorities/azure-devops/organization-cache.ts';
import type { MemberOrganization } from '../../../src/authorities/azure-devops/wire.ts';
import { ADA, BOB } from '../../core/samples.ts';
import { createFixedClock, type FixedClock } from '../../support/fixed-clock.ts';

describe("a person's organizations", () => {
  let clock: FixedClock;
  let cache: OrganizationCache;
  let loads: { person: string; finish: (names: string[]) => void; fail: () => void }[];

  beforeEach(() => {
    clock = createFixedClock();
    loads = [];
    cache = createOrganizationCache({
      clock,
      later: clock.later,
      ttlMs: 1_000,
      load: ({ objectId }) =>
        new Promise<readonly MemberOrganization[]>((resolve, reject) => {
          loads.push({
            person: objectId,
            finish: (names) => resolve(names.map((name) => ({ id: name, name }))),
            fail: () => reject(new Error('no answer')),
          });
        }),
    });
  });

  async function names(person = ADA): Promise<string[]> {
    return (await cache.of(person)).map(({ name }) => name);
  }

  it('are asked for once while they are asked for, and while they are fresh', async () => {
    const both = [names(), names({ ...ADA, objectId: ADA.objectId.toUpperCase() })];
    loads[0]?.finish(['harbour']);
    assert.deepEqual(await Promise.all(both), [['harbour'], ['harbour']]);
    clock.advance(999);
    assert.deepEqual(await names(), ['harbour']);
    assert.equal(loads.length, 1);
  });

  it('are asked for again when they are old', async () => {
    const first = names();
    loads[0]?.finish(['harbour']);
    await first;
    clock.advance(1_000);
    const second = names();
    loads[1]?.finish(['lighthouse']);
    assert.deepEqual(await second, ['lighthouse']);
  });

  it("are nobody else's", async () => {
    const [ada, bob] = [names(ADA), names(BOB)];
    loads[0]?.finish(['harbour']);
    loads[1]?.finish(['lighthouse']);
    assert.deepEqual([await ada, await bob], [['harbour'], ['lighthouse']]);
    assert.deepEqual(
      loads.map(({ person }) => person),
      [ADA.objectId, BOB.objectId],
    );
  });

  it('are asked for again after a failure, which everybody who waited is told', async () => {
    const both = [names(), names()];
    loads[0]?.fail();
    for (const one of both) await assert.rejects(one, /no answer/);
    const again = names();
    loads[1]?.finish([]);
    assert.deepEqual(await again, []);
  });

  it('are asked for again after they were forgotten, also when that was while they were asked for', async () => {
    const first = names();
    cache.forget(ADA);
    const second = names();
    loads[0]?.finish(['old']);
    await first;
    loads[1]?.finish(['new']);
    assert.deepEqual(await second, ['new']);
    assert.deepEqual(await names(), ['new']);
    cache.forget(ADA);
    const third = names();
    loads[2]?.finish(['newer']);
    assert.deepEqual(await third, ['newer']);
  });

  it('are kept when only the question that was forgotten fails', async () => {
    const first = names();
    cache.forget(ADA);
    const second = names();
    loads[1]?.finish(['new']);
    await second;
    loads[0]?.fail();
    await assert.rejects(first, /no answer/);
    assert.deepEqual(await names(), ['new']);
    assert.equal(loads.length, 2);
  });

  it('are not kept in memory for good', async () => {
    const first = names();
    loads[0]?.finish(['harbour']);
    await first;
    assert.equal(clock.untilNextTimer(), 1_000);
    clock.advance(1_000);
    assert.equal(clock.waiting(), 0);
  });
});
