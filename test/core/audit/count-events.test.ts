import assert from 'node:assert/strict';
import type { AuditAction } from '../../../src/core/audit/audit-event.ts';
import { countEvents } from '../../../src/core/audit/count-events.ts';
import { createFakeStore } from '../../support/fake-store.ts';
import { ADA, sampleToken } from '../samples.ts';
import { createFakeAuthority, INPUT, setUpService } from '../tokens/service-setup.ts';

const TRACKED = {
  formKey: 'track-1',
  name: 'npm',
  organization: 'npmjs.com',
  scopes: [],
  date: '2026-06-30',
};

function setUp() {
  const counted: AuditAction[] = [];
  const kept = createFakeStore();
  const store = countEvents(kept, (action) => counted.push(action));
  return {
    ...setUpService({
      store: { ...kept, ...store },
      authorities: [createFakeAuthority('tracked')],
    }),
    kept,
    counted,
  };
}

describe('counting actions', () => {
  it('tells of every event of the audit trail once, and of nothing else', async () => {
    const { service, create, counted, kept } = setUp();
    const { token } = await create({ name: 'one' });
    await create({ name: 'one' });
    await service.renew(ADA, token.id, { days: 30 });
    const rotated = { ...INPUT, tokenId: token.id, formKey: 'rotate-1', name: 'one', overlapHours: 24 };
    const { token: successor, old } = await service.rotate(ADA, rotated);
    await service.extendOverlap(ADA, token.id, old.validTo);
    await service.secretNotDelivered(ADA, successor.id);
    const tracked = await service.track(ADA, TRACKED);
    await service.track(ADA, TRACKED);
    await service.revoke(ADA, tracked.id);
    await service.revoke(ADA, tracked.id);
    await service.list(ADA, { words: '', state: 'all', page: 0 });
    await assert.rejects(service.get(ADA, 'unknown'));
    const other = (await create({ name: 'two' })).token;
    await Promise.all([1, 2].map(() => service.revokePresented(other, 'git')));
    assert.deepEqual(
      counted,
      kept.events.map(({ action }) => action),
    );
    const times = (action: AuditAction) => counted.filter((one) => one === action).length;
    const actions = ['create', 'renew', 'rotate', 'track', 'revoke', 'refuse'] as const;
    assert.deepEqual(actions.map(times), [3, 1, 4, 1, 2, 1]);
  });

  it('tells of what was found at an authority, once that is written', async () => {
    const counted: AuditAction[] = [];
    const kept = createFakeStore();
    const store = countEvents(kept, (action) => counted.push(action));
    const token = sampleToken({ externalId: 'ext-1', foundAt: 0 });
    const { owner } = token;
    const event = { id: 'event-1', at: 0, action: 'find', actor: owner, place: 'sync', owner } as const;
    const look = { owner, now: 0, found: [{ token, notices: [], event }], changes: [], notices: [] };
    const writing = store.watches.syncTokens(look);
    assert.deepEqual(counted, []);
    await writing;
    await store.watches.syncTokens(look);
    await store.watches.syncTokens({ ...look, stock: { asRead: [], added: [] } });
    assert.deepEqual(counted, ['find']);
  });

  it('tells of a refusal that could not be written, and of no change that was not', async () => {
    const { service, create, counted, kept } = setUp();
    const down = async () => {
      throw new Error('down');
    };
    const { token } = await create();
    kept.tokens.change = down;
    kept.audit.record = down;
    await assert.rejects(service.revoke(ADA, token.id), /down/);
    await assert.rejects(service.revoke(ADA, 'unknown'), /not-found\.token/);
    assert.deepEqual(counted, ['create', 'refuse']);
  });
});
