import assert from 'node:assert/strict';
import sinon from 'sinon';
import { PatkeeperError } from '../../../src/core/errors.ts';
import { createAuthorityTable } from '../../../src/core/tokens/authority-table.ts';
import { signInNeeded } from '../../../src/core/tokens/refusals.ts';
import type { Organization } from '../../../src/core/tokens/token.ts';
import { createSilentLog } from '../../support/silent-log.ts';
import { ADA, assertRefused, refusal, sampleToken } from '../samples.ts';
import { createFakeAuthority } from './service-setup.ts';

/** How long people wait for the organizations of one authority. */
const ANSWER_MS = 3_000;

const INTERNAL: Organization = { authority: 'builtin', id: 'internal', name: 'Internal' };
const CONTOSO: Organization = { authority: 'azure-devops', id: 'contoso', name: 'contoso' };

function setUp() {
  const log = createSilentLog();
  const builtin = createFakeAuthority('builtin');
  const azure = createFakeAuthority('azure-devops');
  azure.organizations.resolves([CONTOSO]);
  return { log, builtin, azure, table: createAuthorityTable([builtin, azure], log) };
}

describe('the table of authorities', () => {
  describe('asked for organizations', () => {
    it('gives those of all authorities, in their order', async () => {
      const { table, builtin, azure, log } = setUp();
      const expected = { organizations: [INTERNAL, CONTOSO], signInNeeded: false };
      assert.deepEqual(await table.organizations(ADA), expected);
      sinon.assert.calledOnceWithExactly(builtin.organizations, ADA);
      sinon.assert.calledOnceWithExactly(azure.organizations, ADA);
      assert.deepEqual(log.lines, []);
    });

    it('leaves one out that fails, and logs why', async () => {
      const { table, azure, log } = setUp();
      const err = new PatkeeperError('unreachable.azure-devops');
      azure.organizations.rejects(err);
      assert.deepEqual(await table.organizations(ADA), { organizations: [INTERNAL], signInNeeded: false });
      assert.deepEqual(
        log.lines.map(({ level, fields }) => ({ level, fields })),
        [{ level: 'warn', fields: { err } }],
      );
    });

    it('says that one wants a sign-in, which is nothing for the log', async () => {
      const { table, azure, log } = setUp();
      azure.organizations.rejects(signInNeeded());
      assert.deepEqual(await table.organizations(ADA), { organizations: [INTERNAL], signInNeeded: true });
      assert.deepEqual(log.lines, []);
    });

    it('tells a sign-in and a failure apart where there are both', async () => {
      const { builtin, azure, log } = setUp();
      const third = createFakeAuthority('tracked');
      const err = new PatkeeperError('unreachable.azure-devops');
      azure.organizations.rejects(signInNeeded());
      third.organizations.rejects(err);
      const table = createAuthorityTable([third, azure, builtin], log);
      assert.deepEqual(await table.organizations(ADA), { organizations: [INTERNAL], signInNeeded: true });
      assert.deepEqual(
        log.lines.map(({ fields }) => fields),
        [{ err }],
      );
    });

    it('rejects with why the first failed when there is nothing to choose from', async () => {
      const { table, builtin, azure } = setUp();
      builtin.organizations.resolves([]);
      const down = new PatkeeperError('unreachable.azure-devops');
      azure.organizations.rejects(down);
      assert.equal(await refusal(() => table.organizations(ADA)), down);
      azure.organizations.resolves([]);
      assert.deepEqual(await table.organizations(ADA), { organizations: [], signInNeeded: false });
    });
  });

  describe('with an authority that hangs', () => {
    let timers: sinon.SinonFakeTimers;

    beforeEach(() => {
      timers = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    });
    afterEach(() => timers.restore());

    it('gives the organizations of the others in time', async () => {
      const { table, azure, log } = setUp();
      azure.organizations.returns(new Promise(() => {}));
      const asked = table.organizations(ADA);
      await timers.tickAsync(ANSWER_MS);
      assert.deepEqual(await asked, { organizations: [INTERNAL], signInNeeded: false });
      assert.equal(log.lines.length, 1);
    });

    it('refuses to create in time', async () => {
      const { table, azure } = setUp();
      azure.organizations.returns(new Promise(() => {}));
      const refused = assertRefused('too-slow', () => table.forOrganization(ADA, 'azure-devops', 'contoso'));
      await timers.tickAsync(ANSWER_MS);
      await refused;
    });

    it('leaves no timer behind one that answered', async () => {
      const { table } = setUp();
      await table.organizations(ADA);
      assert.equal(timers.countTimers(), 0);
    });
  });

  describe('asked for the authority', () => {
    it('of an organization, gives it to whoever may use the organization', async () => {
      const { table, azure } = setUp();
      assert.equal(await table.forOrganization(ADA, 'azure-devops', 'contoso'), azure);
    });

    it('refuses an organization that is another authority’s, nobody’s, or of no authority here', async () => {
      const { table } = setUp();
      const wrong = [
        ['azure-devops', 'internal'],
        ['builtin', 'contoso'],
        ['tracked', 'internal'],
      ] as const;
      for (const [id, organization] of wrong)
        await assertRefused('unknown-organization', () => table.forOrganization(ADA, id, organization));
    });

    it('of a token, gives the one that issued it, and says so when that is not connected any more', async () => {
      const { table, azure } = setUp();
      assert.equal(table.forToken(sampleToken({ authority: 'azure-devops' })), azure);
      await assertRefused('unreachable', () => table.forToken(sampleToken({ authority: 'tracked' })));
    });
  });

  it('knows that a token of an authority that only remembers can’t be revoked', () => {
    const { revoke: _, ...remembers } = createFakeAuthority('tracked');
    const table = createAuthorityTable([createFakeAuthority('builtin'), remembers], createSilentLog());
    assert.equal(table.canRevoke(sampleToken({ authority: 'builtin' })), true);
    assert.equal(table.canRevoke(sampleToken({ authority: 'tracked' })), false);
    // The attempt says that it is not connected any more.
    assert.equal(table.canRevoke(sampleToken({ authority: 'azure-devops' })), true);
  });
});
