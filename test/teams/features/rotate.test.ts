import assert from 'node:assert/strict';
import { parseSecret } from '../../../src/core/secrets/secret.ts';
import { createCardRenderer } from '../../../src/teams/cards/cards.ts';
import type { RotateForm } from '../../../src/teams/cards/form-data.ts';
import { offerRotate } from '../../../src/teams/features/offer-rotate.ts';
import {
  backToRotate,
  extendOverlap,
  openRotate,
  submitRotate,
  submitRotateScopes,
} from '../../../src/teams/features/rotate.ts';
import { rotateCommand } from '../../../src/teams/features/rotate-entries.ts';
import { assertRefused } from '../../core/samples.ts';
import { ADA, BEN, createFeatureWorld, dataOf, pageOf } from '../../support/feature-world.ts';
import { DAY } from '../../support/fixed-clock.ts';

const BACK = { words: '', state: 'active', page: 0 } as const;

/** A world where Ada has a token, and its rotate form as it opens. */
async function setUp(organizations = ['internal', 'staging']) {
  const world = createFeatureWorld({}, organizations);
  const tokenId = await world.create('laptop', { preset: 'push', lifespan: '30' });
  const page = pageOf('rotate-form', await openRotate({ tokenId }, ADA, world.deps));
  const { formKey, name, organization, lifespan, date, scopes, overlap, quiet } = page;
  const form: RotateForm = { tokenId, formKey, name, organization, lifespan, date, scopes, overlap, quiet };
  const find = async (name: string) =>
    (await world.store.tokens.list(ADA)).filter((one) => one.name === name);
  return { ...world, tokenId, page, form, find };
}

describe('rotating a token in the dialog', () => {
  it('is offered on a card whose first button opens the dialog, and explained where it can’t be', async () => {
    const { deps, clock, tokenId, form } = await setUp();
    const about = { tokenId, back: BACK };
    const offer = await offerRotate(about, ADA, deps);
    assert.equal(dataOf('rotate-offer', offer).token.name, 'laptop');
    const { content } = createCardRenderer({ actions: 'execute' }).render(offer);
    const [button] = content['actions'] as { type: string; tooltip: string; data: object }[];
    assert.deepEqual([button?.type, button?.tooltip], ['Action.Submit', 'Rotate laptop']);
    assert.deepEqual(button?.data, { msteams: { type: 'task/fetch' }, verb: 'rotate.open', tokenId });
    await submitRotate(form, ADA, deps);
    const after = dataOf('token', await offerRotate(about, ADA, deps));
    assert.equal(after.token.rotatable, false);
    assert.match(after.news, /^This token has already been replaced.*Rotate the new one instead\.$/);
    clock.advance(2 * DAY);
    const ended = dataOf('token', await offerRotate(about, ADA, deps));
    assert.match(ended.news, /^This token has already expired\. Type \/pat new/);
  });

  it('opens from the name alone, also where several tokens begin with it', async () => {
    const { deps, create, form } = await setUp();
    const type = async (tokenName: string) =>
      (await rotateCommand.run({ tokenName }, { actor: ADA, deps, unseen: true, lines: () => [] }))?.card;
    dataOf('rotate-offer', (await type('laptop')) ?? assert.fail());
    await create('lapdog');
    await submitRotate(form, ADA, deps);
    const { tokens } = dataOf('candidates', (await type('lap')) ?? assert.fail());
    assert.deepEqual(
      tokens.map(({ name, button, verb, opensDialog, tip }) => [name, button, verb, opensDialog, tip]),
      [
        ['laptop', 'Show', 'show', false, 'Details of laptop'],
        ['laptop', 'Rotate', 'rotate.open', true, 'Rotate laptop'],
        ['lapdog', 'Rotate', 'rotate.open', true, 'Rotate lapdog'],
      ],
    );
  });

  it('opens with what the token is now, and a day of overlap', async () => {
    const { page } = await setUp();
    assert.equal(page.name, 'laptop');
    assert.equal(page.organization, 'builtin:internal');
    assert.equal(page.lifespan, '30');
    assert.equal(page.overlap, '24');
    assert.equal(page.scopes, 'keep');
    assert.equal(page.scopeChoices[0]?.title, 'The same: Read and write code');
    assert.match(page.oldEnds, /^The old token works until 14 Feb 2026, 09:30 UTC at the latest\.$/);
    assert.equal(page.severalOrganizations, true);
  });

  it('ends on the secret of a token of the same kind, and says how long the old one works', async () => {
    const { deps, clock, form, find } = await setUp();
    clock.advance(DAY);
    const page = pageOf('secret', await submitRotate(form, ADA, deps));
    assert.ok(parseSecret(page.secret));
    assert.equal(page.news, 'The old one works until 17 Jan 2026, 09:30 UTC.');
    const [old, made] = await find('laptop');
    assert.deepEqual(made?.scopes, ['vso.code_write']);
    assert.equal(made?.validTo, clock.now() + 30 * DAY);
    assert.equal(old?.rotation?.state, 'overlap');
  });

  it('keeps the organization where there is only one, and the form asks for none', async () => {
    const { deps, form, page, find } = await setUp(['internal']);
    assert.equal(page.severalOrganizations, false);
    pageOf('secret', await submitRotate({ ...form, organization: '' }, ADA, deps));
    assert.deepEqual(
      (await find('laptop')).map(({ organization }) => organization),
      ['internal', 'internal'],
    );
  });

  it('takes another name, organization, lifespan and overlap', async () => {
    const { deps, clock, form, find } = await setUp();
    const typed = {
      ...form,
      name: 'desktop',
      organization: 'builtin:staging',
      date: '2026-03-01',
      overlap: '72',
    };
    pageOf('secret', await submitRotate(typed, ADA, deps));
    const [made] = await find('desktop');
    assert.deepEqual([made?.organization, made?.validTo], ['staging', Date.UTC(2026, 2, 2) - 1]);
    const [old] = await find('laptop');
    assert.equal(old?.validTo, clock.now() + 3 * DAY);
  });

  it('goes on to the scopes when others are wanted, with those of now ticked', async () => {
    const { deps, form, find } = await setUp();
    const page = pageOf('choose-scopes', await submitRotate({ ...form, scopes: 'choose' }, ADA, deps));
    assert.ok(page.groups.some(({ chosen }) => chosen === 'vso.code_write'));
    assert.deepEqual(
      [page.submitTitle, page.submitVerb, page.backVerb],
      ['Rotate', 'rotate.scopes', 'rotate.back'],
    );
    assert.deepEqual(page.form, { ...form, scopes: 'choose' });
    const none = await submitRotateScopes({ form, scopes: [] }, ADA, deps);
    assert.match(pageOf('choose-scopes', none).error, /Choose at least one scope/);
    pageOf('secret', await submitRotateScopes({ form, scopes: ['vso.work'] }, ADA, deps));
    assert.deepEqual((await find('laptop')).at(-1)?.scopes, ['vso.work']);
  });

  it('says at the field what is wrong, and goes back with everything as it was', async () => {
    const { deps, form, find } = await setUp();
    const typed = { ...form, name: ' ', lifespan: '9999', scopes: 'choose' };
    const page = await submitRotate({ ...typed, scopes: 'keep' }, ADA, deps);
    const { nameError, lifespanError, formKey } = pageOf('rotate-form', page);
    assert.notEqual(nameError, '');
    assert.notEqual(lifespanError, '');
    assert.equal(formKey, form.formKey);
    const late = await submitRotateScopes({ form: typed, scopes: ['vso.work'] }, ADA, deps);
    assert.notEqual(pageOf('rotate-form', late).nameError, '');
    const back = pageOf('rotate-form', await backToRotate({ form: typed, scopes: [] }, ADA, deps));
    assert.deepEqual([back.name, back.lifespan, back.scopes], [' ', '9999', 'choose']);
    assert.equal((await find('laptop')).length, 1);
  });

  it('gives the same secret again when it is submitted twice', async () => {
    const { deps, form, find } = await setUp();
    const pages = await Promise.all([submitRotate(form, ADA, deps), submitRotate(form, ADA, deps)]);
    assert.equal(new Set(pages.map((page) => pageOf('secret', page).secret)).size, 1);
    assert.equal((await find('laptop')).length, 2);
  });

  it('lets nobody else rotate it, nor prolong it', async () => {
    const { deps, form, tokenId, find } = await setUp();
    await assertRefused('not-found', () => openRotate({ tokenId }, BEN, deps));
    await assertRefused('not-found', () => submitRotate(form, BEN, deps));
    await assertRefused('not-found', () => submitRotateScopes({ form, scopes: ['vso.work'] }, BEN, deps));
    await submitRotate(form, ADA, deps);
    const before = await find('laptop');
    await assertRefused('not-found', () => extendOverlap({ tokenId, back: BACK, end: 0 }, BEN, deps));
    assert.deepEqual(await find('laptop'), before);
  });
});
