import assert from 'node:assert/strict';
import { PatkeeperError } from '../../../src/core/errors.ts';
import { noticesForNew } from '../../../src/core/notices/notices.ts';
import type { Policy } from '../../../src/core/tokens/policy.ts';
import { RETIREMENT } from '../../../src/core/tokens/retirement.ts';
import type { Token } from '../../../src/core/tokens/token.ts';
import { noticeCard } from '../../../src/teams/features/notice-card.ts';
import { askRenew, renew } from '../../../src/teams/features/renew.ts';
import { openRotate, submitRotate } from '../../../src/teams/features/rotate.ts';
import { show } from '../../../src/teams/features/show.ts';
import { POLICY, sampleToken } from '../../core/samples.ts';
import { createFakeAuthority } from '../../core/tokens/service-setup.ts';
import { ADA, createFeatureWorld, dataOf, ENGLISH, pageOf } from '../../support/feature-world.ts';
import { DAY, START } from '../../support/fixed-clock.ts';
import { said } from '../../support/said.ts';

const BACK = { words: '', state: 'active', page: 0 } as const;

/** A token of the `internal` organization from before the policy, in a world with that policy. */
async function worldWith(
  policy: Partial<Policy>,
  some: Partial<Token> = {},
  organizations = ['internal', 'web'],
) {
  const world = createFeatureWorld(policy, organizations);
  const token = sampleToken({
    owner: { tenantId: ADA.tenantId, objectId: ADA.objectId },
    scopes: ['vso.code_write', 'vso.packaging'],
    validTo: START + 365 * DAY,
    ...some,
  });
  const event = {
    id: 'event-1',
    at: START,
    action: 'create',
    actor: ADA,
    place: '',
    owner: token.owner,
  } as const;
  await world.store.tokens.insert({ token, notices: [], event, maxActive: 50 });
  return { ...world, token, about: { tokenId: token.id, back: BACK } };
}

describe('the card of a token that is older than the policy', () => {
  it('says which scopes no longer count', async () => {
    const { deps, about } = await worldWith({ forbiddenScopes: ['vso.code_write'] });
    const { token, facts, usage, scopeIds } = dataOf('token', await show(about, ADA, deps));
    assert.match(token.scopes, /Read code.*\(no longer counts: Read and write code\)/);
    const fact = (label: string) => facts.find((one) => one.label === label)?.value;
    assert.equal(scopeIds, 'vso.packaging vso.code');
    assert.match(fact('Forbidden') ?? '', /^Read and write code\. Your administrator forbade this after/);
    assert.deepEqual([token.renewable, token.rotatable], [false, true]);
    assert.ok(usage.length > 0);
  });

  it('says of a token of Azure DevOps that such a scope works on until its end', async () => {
    const { deps, about } = await worldWith(
      { forbiddenScopes: ['vso.code_write'] },
      { authority: 'azure-devops', externalId: 'ext-1' },
    );
    const { token, facts } = dataOf('token', await show(about, ADA, deps));
    assert.match(token.scopes, /no longer allowed: Read and write code/);
    const forbidden = facts.find(({ label }) => label === 'Forbidden')?.value ?? '';
    assert.match(forbidden, /works until the token ends, but the token can’t be renewed/);
  });

  it('says that it is refused when its organization was removed', async () => {
    const { deps, about } = await worldWith({}, {}, ['web']);
    const { token, facts, hasUsage } = dataOf('token', await show(about, ADA, deps));
    assert.equal(hasUsage, false);
    assert.deepEqual([token.state, token.color, token.renewable], ['Refused', 'attention', false]);
    assert.match(
      facts.find(({ label }) => label === 'Refused')?.value ?? '',
      /removed the organization internal/,
    );
  });
});

describe('the renew question', () => {
  it('has the longest life that the policy allows in place of a longer one, and says why', async () => {
    const { deps, about } = await worldWith({ maxLifespanDays: 120 });
    const page = dataOf('renew-question', await askRenew(about, ADA, deps));
    assert.equal(page.lifespan, '120');
    assert.equal(page.lifespans.at(-1)?.value, '120');
    assert.match(page.policyNote, /allows 120 days at most\. This token was given 365 days/);
    assert.match(page.policyNote, /ends later than a renewal allows.*15 May 2026/);
  });

  it('says nothing where the policy takes nothing', async () => {
    const { deps, about } = await worldWith({}, { validTo: START + 60 * DAY });
    const page = dataOf('renew-question', await askRenew(about, ADA, deps));
    assert.deepEqual([page.policyNote, page.lifespan], ['', '90']);
  });

  it('is not asked where the answer would be refused', async () => {
    const forbidden = await worldWith({ forbiddenScopes: ['vso.packaging'] });
    const card = dataOf('token', await askRenew(forbidden.about, ADA, forbidden.deps));
    assert.match(card.news, /no longer allows this: Read packages.*Rotate it/);
    const removed = await worldWith({}, {}, ['web']);
    assert.match(
      dataOf('token', await askRenew(removed.about, ADA, removed.deps)).news,
      /removed the organization/,
    );
  });

  it('offers a token for all organizations no day after the end of its kind', async () => {
    const world = await worldWith(
      {},
      { authority: 'azure-devops', everywhere: true, validTo: RETIREMENT - DAY, externalId: 'ext-1' },
    );
    world.clock.set(RETIREMENT - 10 * DAY);
    const page = dataOf('renew-question', await askRenew(world.about, ADA, world.deps));
    assert.deepEqual(page.lifespans, [
      { title: '7 days', value: '7' },
      { title: 'Until 1 December 2026', value: '10' },
    ]);
    assert.deepEqual([page.lifespan, page.maxDate], ['10', '2026-12-01']);
    assert.match(page.policyNote, /ends all tokens for all organizations on 1 December 2026/);
  });

  it('shows what an authority refuses even where it has no field for it', async () => {
    const authority = createFakeAuthority('azure-devops');
    const restricted = new PatkeeperError('refused.creation-restricted', {}, { field: 'organization' });
    authority.renew.rejects(restricted);
    const world = createFeatureWorld({}, ['internal'], { authorities: [authority] });
    const token = sampleToken({
      owner: { tenantId: ADA.tenantId, objectId: ADA.objectId },
      authority: 'azure-devops',
      externalId: 'ext-1',
    });
    const event = {
      id: 'e',
      at: START,
      action: 'create',
      actor: ADA,
      place: '',
      owner: token.owner,
    } as const;
    await world.store.tokens.insert({ token, notices: [], event, maxActive: 50 });
    const typed = { tokenId: token.id, back: BACK, lifespan: '90', date: '' };
    const page = dataOf('renew-question', await renew(typed, ADA, world.deps));
    assert.equal(page.lifespanError, said(restricted));
  });
});

describe('the rotate form', () => {
  it('keeps what is still allowed of the scopes, says what is not, and clamps the life', async () => {
    const { deps, token, store } = await worldWith({
      forbiddenScopes: ['vso.code_write'],
      maxLifespanDays: 30,
    });
    const page = pageOf('rotate-form', await openRotate({ tokenId: token.id }, ADA, deps));
    assert.equal(page.lifespan, '30');
    assert.match(page.policyNote, /no longer allows this: Read and write code\..*allows 30 days at most/);
    assert.match(page.scopeChoices[0]?.title ?? '', /^What is still allowed: /);
    const { formKey, name, organization, lifespan, date, scopes, overlap, quiet } = page;
    const form = { tokenId: token.id, formKey, name, organization, lifespan, date, scopes, overlap, quiet };
    pageOf('secret', await submitRotate(form, ADA, deps));
    const made = (await store.tokens.list(ADA)).find(({ id }) => id !== token.id);
    assert.deepEqual(made?.scopes, ['vso.packaging', 'vso.code']);
  });

  it('leads to the page of scopes where nothing is left of them, full access included', async () => {
    const { deps, token } = await worldWith({ forbiddenScopes: ['vso.code'] }, { scopes: ['app_token'] });
    const page = pageOf('rotate-form', await openRotate({ tokenId: token.id }, ADA, deps));
    assert.deepEqual(
      page.scopeChoices.map(({ value }) => value),
      ['choose'],
    );
    assert.equal(page.scopes, 'choose');
    const { formKey, name, organization, lifespan, date, overlap, quiet } = page;
    const form = {
      tokenId: token.id,
      formKey,
      name,
      organization,
      lifespan,
      date,
      scopes: 'keep',
      overlap,
      quiet,
    };
    pageOf('choose-scopes', await submitRotate(form, ADA, deps));
  });

  it('offers another organization in place of one that was removed', async () => {
    const { deps, token, store } = await worldWith({}, {}, ['web']);
    const page = pageOf('rotate-form', await openRotate({ tokenId: token.id }, ADA, deps));
    assert.equal(page.organization, 'builtin:web');
    assert.match(page.policyNote, /removed the organization internal\. Choose another one/);
    const { formKey, name, lifespan, date, scopes, overlap, quiet } = page;
    const form = {
      tokenId: token.id,
      formKey,
      name,
      organization: '',
      lifespan,
      date,
      scopes,
      overlap,
      quiet,
    };
    pageOf('secret', await submitRotate(form, ADA, deps));
    const made = (await store.tokens.list(ADA)).find(({ id }) => id !== token.id);
    assert.equal(made?.organization, 'web');
  });

  it('says beforehand that there are more tokens than the policy allows', async () => {
    const { deps, token, create } = await worldWith({ maxTokensPerUser: 2 });
    await create('second');
    const one = pageOf('rotate-form', await openRotate({ tokenId: token.id }, ADA, deps));
    assert.doesNotMatch(one.policyNote, /revoke one first/);
    const tight = {
      ...deps,
      tokenService: { ...deps.tokenService, policy: { ...deps.tokenService.policy, maxTokensPerUser: 1 } },
    };
    const page = pageOf('rotate-form', await openRotate({ tokenId: token.id }, ADA, tight));
    assert.match(
      page.policyNote,
      /1 other active token, and your administrator allows 1 in all\. Revoke one first/,
    );
  });
});

describe('the reminder', () => {
  const adviceOn = (token: Token, policy: Partial<Policy>, organizations = ['internal']) => {
    const { deps } = createFeatureWorld(policy, organizations);
    const notice = noticesForNew(token).find(({ kind }) => kind === 'expiring') ?? assert.fail('no reminder');
    const card = noticeCard(notice, token, START, deps.organizationOf, deps.tokenService.policy, ENGLISH);
    return dataOf('expiring-notice', card);
  };

  it('names the policy that will refuse the renewal, and has no button for it', () => {
    const forbidden = adviceOn(sampleToken(), { forbiddenScopes: ['vso.code'] });
    assert.match(forbidden.advice, /no longer allows this: Read code.*can’t be renewed\. Rotate it/);
    assert.equal(forbidden.token.renewable, false);
    const removed = adviceOn(sampleToken(), {}, ['web']);
    assert.match(removed.advice, /removed the organization “internal”/);
    const everywhere = { authority: 'azure-devops', everywhere: true, validTo: RETIREMENT } as const;
    const retired = adviceOn(sampleToken(everywhere), POLICY);
    assert.match(retired.advice, /ends all tokens for all organizations on 1 December 2026.*Replace it/);
    assert.equal(retired.headline, 'Laptop ends on 1 December 2026');
    assert.deepEqual([retired.token.renewable, retired.token.replaceable], [false, true]);
  });
});
