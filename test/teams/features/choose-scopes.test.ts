import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FULL_ACCESS, offerableScopes } from '../../../src/core/tokens/scopes.ts';
import { sentencesOf } from '../../../src/sentences/sentences.ts';
import type { CardData } from '../../../src/teams/cards/card-data.ts';
import { createCardRenderer } from '../../../src/teams/cards/cards.ts';
import { createDialogActions } from '../../../src/teams/features/create.ts';
import { ADA, createFeatureWorld, pageOf } from '../../support/feature-world.ts';

type Page = CardData['choose-scopes'];
type Typed = Readonly<Record<string, unknown>>;

const EVERY = offerableScopes([]).flatMap(({ scopes }) => scopes.map(({ id }) => id));

/** The page of scopes as a person has it in front of them, for a token that is to be made. */
async function openScopes({ language = 'en', forbiddenScopes = [] as readonly string[] } = {}) {
  const world = createFeatureWorld({ forbiddenScopes });
  const deps = { ...world.deps, sentences: sentencesOf(language) };
  const form = await world.form({ name: 'laptop', preset: 'choose' });
  const first = await createDialogActions['create.submit'].run(form, ADA, deps);
  /** Presses a button of the page with these boxes ticked, all others not, and these other fields changed. */
  const press = (
    verb: 'create.show-scopes' | 'create.scopes' | 'create.back',
    page: Page,
    typed: Typed = {},
  ) => {
    const fields = { filter: page.filter, group: page.openGroup, ...ticksOf(page), ...typed };
    return createDialogActions[verb].run({ form: page.form, at: page.at, ...fields }, ADA, deps);
  };
  return {
    ...world,
    page: pageOf('choose-scopes', first),
    press,
    show: async (page: Page, typed: Typed) =>
      pageOf('choose-scopes', await press('create.show-scopes', page, typed)),
  };
}

function ticksOf({ groups }: Page): Record<string, string> {
  return Object.fromEntries(groups.map(({ id, chosen }) => [id, chosen]));
}

function shownOn({ groups }: Page): string[] {
  return groups.flatMap(({ choices }) => choices.map(({ value }) => value));
}

function fieldOf({ groups }: Page, scope: string): string {
  return groups.find(({ choices }) => choices.some(({ value }) => value === scope))?.id ?? '';
}

describe('the page of scopes', () => {
  it('opens with the usual ones, and has every scope in one of its groups', async () => {
    const { page, show } = await openScopes();
    assert.deepEqual(shownOn(page), [
      'vso.code',
      'vso.code_write',
      'vso.packaging',
      'vso.packaging_write',
      'vso.work',
      'vso.work_write',
    ]);
    assert.equal(page.count, 'No scope is chosen yet.');
    const reached: string[] = [];
    for (const { value } of page.openGroups.slice(1))
      reached.push(...shownOn(await show(page, { group: value })));
    assert.deepEqual(reached, EVERY);
  });

  it('marks those that can do harm', async () => {
    const { page } = await openScopes();
    const choices = page.groups.flatMap((group) => group.choices);
    assert.match(choices.find(({ value }) => value === 'vso.code_write')?.title ?? '', /^⚠/);
    assert.doesNotMatch(choices.find(({ value }) => value === 'vso.work')?.title ?? '', /⚠/);
  });

  it('finds scopes by words of their names, in the language of the person', async () => {
    const english = await openScopes();
    assert.deepEqual(shownOn(await english.show(english.page, { filter: ' WIKIS  read ' })), [
      'vso.wiki',
      'vso.wiki_write',
    ]);
    assert.deepEqual(shownOn(await english.show(english.page, { filter: 'vso.build_exec' })), [
      'vso.build_execute',
    ]);
    const german = await openScopes({ language: 'de' });
    assert.deepEqual(
      shownOn(await german.show(german.page, { filter: 'arbeitselemente lesen' })).slice(0, 1),
      ['vso.work'],
    );
  });

  it('says when nothing is found, and when more is found than there is room for', async () => {
    const { page, show } = await openScopes();
    const none = await show(page, { filter: 'unicorn' });
    assert.deepEqual([shownOn(none), none.filter], [[], 'unicorn']);
    assert.match(none.more, /^No scope has these words/);
    assert.match((await show(page, { filter: 'read' })).more, /^\d\d more aren’t shown here/);
    assert.equal(page.more.startsWith('2 more'), true);
  });

  it('loses nothing that was ticked, typed or filled in on the way', async () => {
    const { page, show, press, store } = await openScopes();
    const ticked = await show(page, { [fieldOf(page, 'vso.work')]: 'vso.work', filter: 'wiki' });
    assert.equal(ticked.count, '1 scope is chosen: Read work items.');
    const both = await show(ticked, { [fieldOf(ticked, 'vso.wiki')]: 'vso.wiki', group: 'build' });
    assert.deepEqual([both.openGroup, both.filter], ['build', '']);
    assert.equal(both.count, '2 scopes are chosen: Read work items, Read wikis.');
    assert.ok(both.openGroups.some(({ title }) => title === 'Wiki (1 of 2 chosen)'));
    assert.deepEqual(both.form, page.form);
    pageOf('secret', await press('create.scopes', both));
    assert.deepEqual((await store.tokens.list(ADA))[0]?.scopes, ['vso.work', 'vso.wiki']);
  });

  it('forgets what is unticked where it stands, and only that', async () => {
    const { page, show } = await openScopes();
    const two = await show(page, { 'scopes.0': 'vso.code', 'scopes.2': 'vso.work', group: 'wiki' });
    const back = await show(two, { group: 'usual' });
    assert.equal(back.count, '2 scopes are chosen: Read code, Read work items.');
    const one = await show(back, { [fieldOf(back, 'vso.code')]: null });
    assert.equal(one.count, '1 scope is chosen: Read work items.');
  });

  it('shows what a chosen scope brings along as included, with nothing to tick', async () => {
    const { page, show } = await openScopes();
    const written = await show(page, { 'scopes.0': 'vso.code_write' });
    const code = written.groups.find(({ category }) => category === 'Code');
    assert.deepEqual(
      code?.choices.map(({ value }) => value),
      ['vso.code_write'],
    );
    assert.equal(code?.included, 'Included already: Read code.');
    assert.equal(written.count, '1 scope is chosen: Read and write code.');
    // There is room for others then.
    assert.ok(shownOn(written).includes('vso.build_execute'));
    const found = await show(written, { filter: 'vso.code' });
    assert.match(found.groups[0]?.included ?? '', /Read code/);
  });

  it('searches everywhere until a group is opened, and in the group for whoever asks for both at once', async () => {
    const { page, show } = await openScopes();
    const code = await show(page, { group: 'code' });
    const everywhere = await show(code, { filter: 'wiki' });
    assert.deepEqual([everywhere.openGroup, shownOn(everywhere)[0]], ['usual', 'vso.wiki']);
    assert.equal((await show(everywhere, { filter: '' })).openGroup, 'usual');
    const within = await show(page, { group: 'code', filter: 'manage' });
    assert.deepEqual(shownOn(within), ['vso.code_manage']);
    assert.deepEqual(shownOn(await show(within, {})), ['vso.code_manage']);
    assert.equal((await show(within, { filter: '' })).openGroup, 'code');
  });

  it('goes back to the first page and comes again with what was chosen', async () => {
    const { page, press, show, deps } = await openScopes();
    const ticked = await show(page, { 'scopes.0': 'vso.code', group: 'wiki' });
    const first = pageOf(
      'create-form',
      await press('create.back', ticked, { [fieldOf(ticked, 'vso.wiki')]: 'vso.wiki' }),
    );
    assert.deepEqual([first.name, first.preset], ['laptop', 'choose']);
    const again = await createDialogActions['create.submit'].run(first, ADA, deps);
    assert.equal(pageOf('choose-scopes', again).count, '2 scopes are chosen: Read code, Read wikis.');
  });

  it('keeps everything when nothing was chosen, and says what is wrong', async () => {
    const { page, press } = await openScopes();
    const wrong = pageOf('choose-scopes', await press('create.scopes', page, { filter: 'wiki' }));
    assert.deepEqual([wrong.error, wrong.filter], ['Choose at least one scope.', 'wiki']);
    assert.deepEqual(wrong.form, page.form);
  });

  it('offers none that the policy forbids or that would bring one along', async () => {
    const { page, show } = await openScopes({ forbiddenScopes: ['vso.code_write'] });
    const forbidden = ['vso.code_write', 'vso.code_manage', 'vso.code_full'];
    for (const part of [page, await show(page, { group: 'code' }), await show(page, { filter: 'code' })])
      assert.ok(!shownOn(part).some((id) => forbidden.includes(id)));
    assert.ok(shownOn(page).includes('vso.code'));
    // Nor one that somebody writes into the data of the button.
    const forged = { ...page, at: { ...page.at, chosen: `vso.code_write,nonsense,${FULL_ACCESS}` } };
    assert.equal((await show(forged, {})).count, 'No scope is chosen yet.');
  });

  it('takes what phones send for fields that were left empty', async () => {
    const { page, show } = await openScopes();
    const same = await show(page, { filter: null, group: null, 'scopes.0': null, 'scopes.1': null });
    assert.deepEqual(same, page);
  });

  it('hides a secret that was pasted into the filter', async () => {
    const { page, show } = await openScopes();
    const secret = `pkt_${'A1b2C3d4E5'.repeat(6)}x`;
    assert.ok(!JSON.stringify(await show(page, { filter: secret })).includes('A1b2C3d4E5'));
  });

  it('takes twelve stops by keyboard at most, and fits into a message, whatever is chosen or searched', async () => {
    const { page, show } = await openScopes();
    const groups = page.openGroups.map(({ value }) => value);
    const searched = fc.constantFrom('', 'read', 'manage', 'code', 'e', 'vso', 'unicorn');
    await fc.assert(
      fc.asyncProperty(
        fc.subarray(EVERY),
        searched,
        fc.constantFrom(...groups),
        async (ids, filter, group) => {
          const chosen = { ...page, at: { ...page.at, chosen: ids.join(','), shown: '' } };
          const data = await show(chosen, { ...ticksOf(page), filter, group });
          const { content } = createCardRenderer({ actions: 'execute' }).render({
            card: 'choose-scopes',
            data,
          });
          assert.ok(stopsOf(content) <= 12, `${stopsOf(content)} stops`);
          assert.ok(Buffer.byteLength(JSON.stringify(content)) < 28 * 1024);
        },
      ),
      { numRuns: 60 },
    );
  });
});

/** How often Tab stops in a card: at each button, field and list, and at each box that can be ticked. */
function stopsOf(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + stopsOf(one), 0);
  if (typeof value !== 'object' || value === null) return 0;
  const { type, isMultiSelect, choices } = value as Typed;
  const own =
    type === 'Input.ChoiceSet' && isMultiSelect === true
      ? (choices as readonly object[]).length
      : Number(/^(?:Input|Action)\./.test(String(type)));
  return own + stopsOf(Object.values(value));
}
