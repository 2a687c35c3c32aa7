import assert from 'node:assert/strict';
import { createTenantRecovery } from '../../../src/core/notices/tenant-recovery.ts';
import { ADA, BOB } from '../samples.ts';

const FAR = { ...BOB, tenantId: '22222222-2222-4222-8222-222222222222' };

describe('a tenant whose messages Teams takes again', () => {
  it('is tried early once: after the first message that was taken, and after none that follows', () => {
    const recovery = createTenantRecovery();
    assert.deepEqual(recovery.tenants(), []);
    recovery.taken(ADA);
    assert.deepEqual(recovery.tenants(), [ADA.tenantId]);
    recovery.done(ADA.tenantId);
    recovery.taken(BOB);
    assert.deepEqual(recovery.tenants(), []);
  });

  it('is tried again after the next message that was not taken, and not while that is so', () => {
    const recovery = createTenantRecovery();
    recovery.taken(ADA);
    recovery.notTaken(BOB);
    assert.deepEqual(recovery.tenants(), []);
    recovery.taken(ADA);
    assert.deepEqual(recovery.tenants(), [ADA.tenantId]);
  });

  it('is one tenant however its id is written, and no other', () => {
    const recovery = createTenantRecovery();
    const upper = { ...FAR, tenantId: FAR.tenantId.toUpperCase() };
    for (const person of [FAR, upper, ADA]) recovery.taken(person);
    assert.deepEqual(recovery.tenants(), [FAR.tenantId, ADA.tenantId]);
    recovery.notTaken(upper);
    assert.deepEqual(recovery.tenants(), [ADA.tenantId]);
  });
});
