import assert from 'node:assert/strict';
import { createBuiltinAuthority } from '../../../src/authorities/builtin/builtin-authority.ts';
import { loadPeppers } from '../../../src/authorities/builtin/peppers.ts';
import { Secret } from '../../../src/core/secrets/secret.ts';
import { createOrganizationOf } from '../../../src/core/tokens/organization-of.ts';
import { createTokenService } from '../../../src/core/tokens/token-service.ts';
import { createUseRecorder } from '../../../src/core/tokens/use-recorder.ts';
import { AUTHORITY_TRAITS } from '../../../src/service/authorities.ts';
import { createFixedClock } from '../../support/fixed-clock.ts';
import { ada, insertOf, silentLog, tokenOf } from '../fixtures.ts';
import { journalOf } from './opened-lowdb-store.ts';
import { type WatchedStore, watchedStore } from './watched-store.ts';

const COUNT = 300;

describe('a person who has much', () => {
  let opened: WatchedStore;
  const clock = createFixedClock();

  beforeEach(async () => {
    opened = await watchedStore();
    const now = clock.now();
    const tokens = Array.from({ length: COUNT }, () =>
      tokenOf(ada, { organization: 'internal', createdAt: now, validTo: now + 1_000_000 }),
    );
    await Promise.all(
      tokens.map((token) => opened.store.tokens.insert(insertOf(token, { maxActive: COUNT }))),
    );
  });
  afterEach(() => opened.close());

  it('has all tokens revoked in few writes, each with its event', async () => {
    const peppers = await loadPeppers({
      dataDir: opened.dataDir,
      configured: [new Secret('a pepper of the test')],
      log: silentLog,
    });
    const organizations = [{ authority: 'builtin' as const, id: 'internal', name: 'Internal' }];
    const service = createTokenService({
      clock,
      store: opened.store,
      authorities: [createBuiltinAuthority({ organizations, peppers })],
      organizationOf: createOrganizationOf({ known: organizations }),
      policy: {
        maxLifespanDays: 365,
        forbiddenScopes: [],
        maxTokensPerUser: COUNT,
        builtinOrganizations: ['internal'],
        authorities: AUTHORITY_TRAITS,
      },
      log: silentLog,
      wake: () => {},
    });
    const before = opened.renames();
    const actor = { ...ada, name: 'Ada', locale: 'en', place: 'personal' };
    const revoked = await service.revokeAll(actor, clock.now());
    assert.equal(revoked.length, COUNT);
    assert.ok(opened.renames() - before <= 6, `${opened.renames() - before} writes`);
    assert.ok((await opened.store.tokens.list(ada)).every(({ revokedAt }) => revokedAt !== undefined));
    await opened.store.check();
    const events = (await journalOf(opened.dataDir)).filter(({ action }) => action === 'revoke');
    assert.equal(events.length, COUNT);
  });

  it('has the uses of all tokens written in few writes', async () => {
    const recorder = createUseRecorder({ store: opened.store, clock, log: silentLog });
    const tokens = await opened.store.tokens.list(ada);
    const before = opened.renames();
    for (const token of tokens) recorder.note(token, 'git');
    await recorder.idle();
    assert.ok((await opened.store.tokens.list(ada)).every(({ lastUsed }) => lastUsed?.service === 'git'));
    assert.ok(opened.renames() - before <= 2, `${opened.renames() - before} writes`);
  });
});
