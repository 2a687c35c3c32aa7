import assert from 'node:assert/strict';
import { ocsfEvent } from '../../../src/collectors/ocsf.ts';
import { createAuditTrail } from '../../../src/core/audit/audit-trail.ts';
import { auditedSignIn } from '../../../src/core/audit/audited-sign-in.ts';
import { PatkeeperError } from '../../../src/core/errors.ts';
import { Secret } from '../../../src/core/secrets/secret.ts';
import type { Account, SignIn } from '../../../src/core/sign-in.ts';
import { signInNeeded } from '../../../src/core/tokens/refusals.ts';
import { createFakeStore } from '../../support/fake-store.ts';
import { createFixedClock } from '../../support/fixed-clock.ts';
import { createSilentLog } from '../../support/silent-log.ts';

const ADA = { tenantId: 'tenant', objectId: 'ada' };
const ACCOUNT: Account = { username: 'ada', tenantId: 'tenant', permissions: [], background: true };

describe('a sign-in', () => {
  function setUp(some: { readonly fails?: PatkeeperError; readonly account?: Account } = {}) {
    const store = createFakeStore();
    const forgotten: string[] = [];
    const act = async () => {
      if (some.fails !== undefined) throw some.fails;
    };
    const signIn = auditedSignIn<Pick<SignIn, 'exchange' | 'confirm' | 'account' | 'forget'>>(
      {
        exchange: act,
        confirm: act,
        account: async () => some.account,
        forget: async ({ objectId }) => void forgotten.push(objectId),
      },
      createAuditTrail({ store, clock: createFixedClock(), log: createSilentLog(), newId: () => 'id' }),
    );
    const events = () =>
      store.events.map(({ action, actor, place, detail }) => [action, actor.objectId, place, detail]);
    return { signIn, events, forgotten, store };
  }

  it('is in the audit trail, whichever way it was made', async () => {
    const { signIn, events } = setUp();
    await signIn.exchange(ADA, new Secret('token'));
    await signIn.confirm(ADA, 'BCDF-GHJK');
    assert.deepEqual(events(), [
      ['sign-in', 'ada', 'sign-in', 'through Teams'],
      ['sign-in', 'ada', 'sign-in', 'on the page'],
    ]);
  });

  it('with a wrong code is a refusal, and one for which Teams was not enough is nothing', async () => {
    const { signIn, events } = setUp({ fails: new PatkeeperError('invalid-input.code-wrong') });
    await assert.rejects(signIn.confirm(ADA, 'BCDF-GHJK'), { code: 'invalid-input' });
    assert.deepEqual(events(), [['refuse', 'ada', 'sign-in', 'sign in: invalid-input']]);
    const other = setUp({ fails: signInNeeded() });
    await assert.rejects(other.signIn.exchange(ADA, new Secret('token')), { code: 'sign-in-needed' });
    assert.deepEqual(other.events(), []);
  });

  it('that ends is in it too, unless there was none', async () => {
    const { signIn, events, forgotten } = setUp({ account: ACCOUNT });
    await signIn.forget(ADA);
    assert.deepEqual(events(), [['sign-out', 'ada', 'sign-in', undefined]]);
    assert.deepEqual(forgotten, ['ada']);
    const other = setUp();
    await other.signIn.forget(ADA);
    assert.deepEqual([other.events(), other.forgotten], [[], ['ada']]);
  });

  it('is pushed as Authentication, with Logon and Logoff', async () => {
    const { signIn, store } = setUp({ account: ACCOUNT });
    await signIn.confirm(ADA, 'BCDF-GHJK');
    await signIn.forget(ADA);
    const pushed = store.events.map(
      (event, number) => ocsfEvent({ number, event }, '1.0.0') as Record<string, unknown>,
    );
    assert.deepEqual(
      pushed.map((one) => [one['class_uid'], one['activity_name'], one['type_uid'], one['status_id']]),
      [
        [3002, 'Logon', 300201, 1],
        [3002, 'Logoff', 300202, 1],
      ],
    );
  });
});
