import assert from 'node:assert/strict';
import { countActions } from '../../src/core/count-actions.ts';
import type { AuditAction } from '../../src/core/ports.ts';
import { ADA, createFeatureWorld } from '../support/feature-world.ts';

describe('counting actions', () => {
  it('tells of every change and refusal, and of nothing else', async () => {
    const { deps, clock } = createFeatureWorld();
    const counted: AuditAction[] = [];
    const service = countActions(deps.service, (action) => counted.push(action));
    const input = {
      authority: 'builtin',
      organization: 'internal',
      scopes: ['vso.code'],
      lifespan: { days: 7 },
    } as const;
    const create = (name: string) => service.create(ADA, { ...input, name, formKey: `form key of ${name}` });
    const { token } = await create('one');
    await create('two');
    await create('two');
    await service.renew(ADA, token.id, { days: 30 });
    await service.revoke(ADA, token.id);
    await service.revoke(ADA, token.id);
    await service.list(ADA, { words: '', state: 'all', page: 0 });
    await assert.rejects(service.renew(ADA, 'unknown', { days: 7 }));
    await service.revokeAll(ADA, clock.now());
    const presented = (await create('three')).token;
    await Promise.all([1, 2].map(() => service.revokePresented(presented, 'git')));
    await service.revokePresented(presented, 'git');
    assert.deepEqual(counted, [
      'create',
      'create',
      'renew',
      'revoke',
      'refuse',
      'revoke',
      'create',
      'revoke',
    ]);
  });
});
