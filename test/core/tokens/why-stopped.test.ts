import assert from 'node:assert/strict';
import type { AuditEvent } from '../../../src/core/audit/audit-event.ts';
import type { Policy } from '../../../src/core/tokens/policy.ts';
import { RETIREMENT } from '../../../src/core/tokens/retirement.ts';
import type { Token, TokenRefusal } from '../../../src/core/tokens/token.ts';
import { causeOf, findEnding } from '../../../src/core/tokens/why-stopped.ts';
import { createFakeStore } from '../../support/fake-store.ts';
import { DAY, START } from '../../support/fixed-clock.ts';
import { ADA, BOB, POLICY, sampleToken } from '../samples.ts';
import { setUpService } from './service-setup.ts';

const NOW = START + DAY;
const OVERLAP = {
  state: 'overlap',
  startedAt: START,
  successorId: 'token-2',
  lastValidTo: START + 90 * DAY,
  endsItself: true,
} as const;

function kindOf(
  some: Partial<Token>,
  ending?: Pick<AuditEvent, 'action' | 'place'>,
  policy: Partial<Policy> = {},
): string {
  return causeOf(
    sampleToken(some),
    some.everywhere === true ? RETIREMENT : NOW,
    { ...POLICY, ...policy },
    ending,
  ).kind;
}

const revoked = { revokedAt: START };
const expired = { validTo: START };
const at = (place: string, action: AuditEvent['action'] = 'revoke') => ({ action, place });

describe('why a token stopped working', () => {
  const azure = { authority: 'azure-devops', externalId: 'a' };
  const rows: [
    string,
    string,
    Partial<Token>,
    (Pick<AuditEvent, 'action' | 'place'> | undefined)?,
    Partial<Policy>?,
  ][] = [
    ['its end has come', 'expired', expired],
    ['its kind was retired', 'retired', { ...azure, everywhere: true, validTo: RETIREMENT }],
    ['it was replaced, and the overlap is over', 'rotated', { ...expired, rotation: OVERLAP }],
    ['it was replaced and revoked', 'rotated', { ...revoked, rotation: OVERLAP }, at('personal', 'rotate')],
    ['its secret reached nobody', 'undelivered', revoked, at('personal', 'rotate')],
    ['its owner revoked it', 'revoked-by-owner', revoked, at('personal')],
    [
      'an administrator revoked it',
      'revoked-by-administrator',
      { ...revoked, endedBy: { name: 'Eve', reason: 'audit', request: 'r' } },
      at('job'),
    ],
    ['its secret was presented', 'presented', { ...revoked, revokedBy: 'ci' }, at('verification: ci')],
    ['its secret was found', 'leaked', { ...revoked, revokedBy: 'nightly' }, at('leak report: nightly')],
    ['nobody used it', 'idle', revoked, at('idle tokens')],
    ['its owner left, and it was revoked', 'left', { ...revoked, refusedSince: START }, at('directory')],
    ['its owner left, and nobody knows more', 'left', { ...revoked, refusedSince: START }],
    ['its owner left, and revoked it then', 'revoked-by-owner', { ...revoked, refusedSince: START }, at('x')],
    ['its owner left, and it is refused', 'left', { refusedSince: START }],
    ['it is gone at its authority', 'gone', { ...azure, ...revoked }, at('sync')],
    ['it was revoked, and the trail is gone', 'revoked', revoked],
    ['it was only remembered, and forgotten', 'forgotten', { authority: 'tracked', ...revoked }, at('x')],
    [
      'its organization was removed',
      'organization-removed',
      {},
      undefined,
      { builtinOrganizations: ['web'] },
    ],
    ['all its scopes are forbidden', 'scopes-forbidden', {}, undefined, { forbiddenScopes: ['vso.code'] }],
    ['nothing is known', 'works', {}],
    ['only Azure DevOps could tell', 'listed', azure],
    ['only another service could tell', 'tracked', { authority: 'tracked' }],
  ];
  for (const [what, kind, token, ending, policy] of rows)
    it(`is ${kind} when ${what}`, () => {
      assert.equal(kindOf(token, ending, policy), kind);
    });

  it('is what it lacked when it was last refused, until it has that or the same service takes it', () => {
    const refused = (some: Partial<TokenRefusal> = {}): Partial<Token> => ({
      lastRefused: { at: START + 5, service: 'git', kind: 'scope', id: 'vso.code_write', ...some },
    });
    assert.equal(kindOf(refused()), 'lacks');
    assert.equal(kindOf(refused({ kind: 'organization', id: 'web' })), 'lacks');
    assert.equal(kindOf({ ...refused(), lastUsed: { at: START + 6, service: 'npm' } }), 'lacks');
    assert.equal(kindOf({ ...refused(), lastUsed: { at: START + 6, service: 'git' } }), 'works');
    assert.equal(kindOf({ ...refused(), lastUsed: { at: START + 4, service: 'git' } }), 'lacks');
    assert.equal(kindOf({ ...refused(), scopes: ['vso.code_write'] }), 'works');
    const forbidden = { forbiddenScopes: ['vso.code_write'] };
    const both = { ...refused(), scopes: ['vso.code_write', 'vso.packaging'] };
    assert.equal(kindOf(both, undefined, forbidden), 'scope-forbidden');
    // Refused when its organization was removed, which is back by now; or when any scope would have done.
    assert.equal(kindOf(refused({ kind: 'organization', id: 'internal' })), 'works');
    assert.equal(kindOf(refused({ id: '' })), 'works');
  });
});

describe('the explanation of a token', () => {
  it('finds the event that ended it, among many others, and never somebody else’s', async () => {
    const { service, create, clock } = setUpService();
    const { token } = await create();
    const { token: bobs } = await create({ name: 'theirs' }, BOB);
    await service.revokePresented(token, 'ci');
    await service.revoke(BOB, bobs.id);
    for (let i = 0; i < 500; i += 1) {
      clock.advance(1000);
      await assert.rejects(service.revoke(ADA, 'nothing'));
    }
    const { cause } = await service.explain(ADA, token.id);
    assert.deepEqual(cause, { kind: 'presented', service: 'ci' });
    assert.equal((await service.explain(BOB, bobs.id)).cause.kind, 'revoked-by-owner');
    await assert.rejects(service.explain(ADA, bobs.id), { code: 'not-found' });
  });

  it('names the token that took its place', async () => {
    const { service, create, clock } = setUpService();
    const { token } = await create();
    const rotated = await service.rotate(ADA, {
      ...{ tokenId: token.id, formKey: 'rotate-form-1', name: 'Laptop', organization: 'internal' },
      ...{ scopes: ['vso.code'], lifespan: { days: 90 }, overlapHours: 24 },
    });
    clock.advance(DAY);
    const { cause, successor } = await service.explain(ADA, token.id);
    assert.deepEqual([cause.kind, successor?.id], ['rotated', rotated.token.id]);
  });

  it('looks no further than the time at which the token ended', async () => {
    const store = createFakeStore();
    let asked = 0;
    const audit = {
      list: async (...given: Parameters<typeof store.audit.list>) => {
        asked += 1;
        const old = { ...given[0], id: `${asked}`, at: START - DAY, action: 'create', place: '' } as const;
        return { events: [{ ...old, actor: ADA, owner: ADA }], next: `${asked}` };
      },
    };
    assert.equal(await findEnding(sampleToken(revoked), audit), undefined);
    assert.equal(asked, 1);
    assert.equal(await findEnding(sampleToken(), audit), undefined);
    assert.equal(asked, 1);
  });
});
