import assert from 'node:assert/strict';
import { ownerOf } from '../../../src/core/tokens/token.ts';
import { createCardRenderer } from '../../../src/teams/cards/cards.ts';
import { askLanguage, languageCommand, setLanguage } from '../../../src/teams/features/language.ts';
import { ADA, createFeatureWorld, dataOf } from '../../support/feature-world.ts';

async function worldOf(locale: string) {
  const world = createFeatureWorld();
  const contact = { person: ownerOf(ADA), name: 'Ada', locale, serviceUrl: 'http://127.0.0.1:1/' };
  await world.store.contacts.save({ ...contact, userId: '29:ada', botId: '28:bot' });
  const kept = async () => (await world.store.contacts.find(ownerOf(ADA)))?.language;
  return { ...world, kept };
}

describe('choosing a language', () => {
  it('offers that of Teams, and each that we speak by its own name', async () => {
    const { deps } = await worldOf('de-AT');
    const { choices, chosen } = dataOf('language', await askLanguage('', ADA, deps));
    assert.deepEqual(
      choices.map(({ title }) => title),
      ['Like Teams (Deutsch)', 'English', 'Deutsch'],
    );
    assert.equal(chosen, 'teams');
  });

  it('keeps the choice, and answers in it', async () => {
    const { deps, kept } = await worldOf('en-US');
    const card = await setLanguage({ language: 'de' }, ADA, deps);
    assert.equal(await kept(), 'de');
    const shown = createCardRenderer({ actions: 'execute' }).render(card).content;
    assert.equal(shown['lang'], 'de');
    assert.match(JSON.stringify(shown), /Ab jetzt spreche ich Deutsch.*Meine Token/);
    assert.equal(dataOf('language', await askLanguage('', ADA, deps)).chosen, 'de');
  });

  it('goes back to that of Teams', async () => {
    const { deps, kept } = await worldOf('de-DE');
    await setLanguage({ language: 'en' }, ADA, deps);
    await setLanguage({ language: 'teams' }, ADA, deps);
    assert.equal(await kept(), undefined);
  });

  it('can be typed with the command, and changes nothing for a language that we do not speak', async () => {
    const { deps, kept } = await worldOf('en-US');
    const say = (text: string) =>
      languageCommand.run({ typed: text }, { actor: ADA, deps, unseen: true, lines: () => [] });
    for (const typed of ['german', 'deutsch', 'de']) {
      await deps.store.contacts.setLanguage(ownerOf(ADA), undefined);
      await say(typed);
      assert.equal(await kept(), 'de', typed);
    }
    const asked = await say('klingon');
    assert.ok(asked !== undefined);
    assert.match(dataOf('language', asked.card).text, /don’t speak this language yet/);
    assert.equal(await kept(), 'de');
  });
});
