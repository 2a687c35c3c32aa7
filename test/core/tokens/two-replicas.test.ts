import assert from 'node:assert/strict';
import sinon from 'sinon';
import { LONGEST_ROTATION } from '../../../src/core/notices/notices.ts';
import { Secret } from '../../../src/core/secrets/secret.ts';
import { alreadyRotating } from '../../../src/core/tokens/refusals.ts';
import { tokenState } from '../../../src/core/tokens/token.ts';
import type { RotateInput } from '../../../src/core/tokens/token-service-port.ts';
import { DAY, until } from '../../support/fixed-clock.ts';
import { ADA, ROTATE } from '../samples.ts';
import { setUpService } from './service-setup.ts';

/** Two services on one store, as in two processes. */
async function setUpTwo() {
  const world = setUpService();
  const { token: old } = await world.create();
  const input: RotateInput = { ...ROTATE, tokenId: old.id };
  return { ...world, old, input, services: [world.service, world.restart()] as const };
}

describe('two replicas that rotate one token at once', () => {
  for (const name of ['Laptop', 'Laptop 2']) {
    it(`make one new token, and tell the other why, with ${name} in the other form`, async () => {
      const { services, input, store, authority, clock, old } = await setUpTwo();
      const results = await Promise.allSettled([
        services[0].rotate(ADA, input),
        services[1].rotate(ADA, { ...input, formKey: 'rotate-2', name }),
      ]);
      const refused = results.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
      assert.deepEqual(refused, [alreadyRotating()]);
      assert.equal(authority.issue.callCount, 2, 'the old token and one new one');
      const tokens = await store.tokens.list(ADA);
      assert.equal(tokens.filter((token) => tokenState(token, clock.now()) === 'active').length, 2);
      const rotation = (await store.tokens.find(ADA, old.id))?.rotation;
      const successor = tokens.find(({ id }) => id !== old.id);
      assert.equal(rotation?.state === 'overlap' && rotation.successorId, successor?.id);
    });
  }

  it('leave one successor when the first had stood still for longer than a rotation may take', async () => {
    const { services, input, store, authority, clock, old } = await setUpTwo();
    let goOn = (): void => {};
    const standstill = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const digest = { selector: 'late', digest: 'digest', pepper: 1 };
    authority.issue.onSecondCall().callsFake(async (_actor, { validTo }) => {
      await standstill;
      return { secret: new Secret('late'), validTo, digest };
    });
    const first = services[0].rotate(ADA, input);
    await until(() => authority.issue.callCount === 2);
    clock.advance(LONGEST_ROTATION);
    const { token } = await services[1].rotate(ADA, { ...input, formKey: 'rotate-2', name: 'Laptop 2' });
    goOn();
    await assert.rejects(first, alreadyRotating());
    sinon.assert.calledOnceWithMatch(authority.revoke, ADA, { digest });
    const kept = await store.tokens.find(ADA, old.id);
    assert.equal(kept?.rotation?.state === 'overlap' && kept.rotation.successorId, token.id);
    assert.deepEqual(
      (await store.tokens.list(ADA)).map(({ name }) => name),
      ['Laptop', 'Laptop 2'],
    );
  });
});

describe('“Two more days” on two replicas', () => {
  it('is done once, whether both are asked at once or one after the other', async () => {
    const { services, input, store, old } = await setUpTwo();
    const { old: overlapping } = await services[0].rotate(ADA, input);
    const press = (replica: number) =>
      services[replica]?.extendOverlap(ADA, old.id, overlapping.validTo) ?? assert.fail();
    const answers = [...(await Promise.all([press(0), press(1)])), await press(0), await press(1)];
    const end = overlapping.validTo + 2 * DAY;
    assert.deepEqual(
      answers.map(({ validTo }) => validTo),
      [end, end, end, end],
    );
    assert.equal((await store.tokens.find(ADA, old.id))?.validTo, end);
  });
});
