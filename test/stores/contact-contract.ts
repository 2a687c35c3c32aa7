import assert from 'node:assert/strict';
import { ada, ben, contactOf, otherAda, START, shoutedAda } from './fixtures.ts';
import type { OpenedStore } from './opened-store.ts';

/** How people are remembered. */
export function describeContacts(opened: () => OpenedStore): void {
  it('knows nobody at first', async () => {
    assert.equal(await opened().store.contacts.find(ada), undefined);
  });

  it('remembers a contact, also after it was opened again', async () => {
    const contact = contactOf(ada, { conversationId: 'a:1' });
    await opened().store.contacts.save(contact);
    assert.deepEqual(await opened().store.contacts.find(ada), contact);
    assert.deepEqual(await (await opened().reopen()).contacts.find(ada), contact);
  });

  it('keeps people and tenants apart, and compares ids without case', async () => {
    const { store } = opened();
    await store.contacts.save(contactOf(ada));
    assert.equal(await store.contacts.find(ben), undefined);
    assert.equal(await store.contacts.find(otherAda), undefined);
    assert.deepEqual(await store.contacts.find(shoutedAda), contactOf(ada));
    await store.contacts.save(contactOf(shoutedAda, { locale: 'de-DE' }));
    assert.equal((await store.contacts.find(ada))?.locale, 'de-DE');
  });

  it('keeps a known conversation when the new contact has none, and takes a new one', async () => {
    const { store } = opened();
    await store.contacts.save(contactOf(ada, { conversationId: 'a:1' }));
    await store.contacts.save(contactOf(ada, { name: 'Ada Married' }));
    assert.deepEqual(
      await store.contacts.find(ada),
      contactOf(ada, { name: 'Ada Married', conversationId: 'a:1' }),
    );
    await store.contacts.save(contactOf(ada, { conversationId: 'a:2' }));
    assert.equal((await store.contacts.find(ada))?.conversationId, 'a:2');
  });

  it('keeps a known locale and zone when the new contact has none, and takes new ones', async () => {
    const { store } = opened();
    await store.contacts.save(contactOf(ada, { locale: '' }));
    assert.deepEqual(await store.contacts.find(ada), contactOf(ada, { locale: '' }));
    await store.contacts.save(contactOf(ada, { locale: 'ja-JP', zone: 'Asia/Tokyo' }));
    await store.contacts.save(contactOf(ada, { locale: '', name: 'Ada Married' }));
    const kept = contactOf(ada, { locale: 'ja-JP', zone: 'Asia/Tokyo', name: 'Ada Married' });
    assert.deepEqual(await store.contacts.find(ada), kept);
    assert.deepEqual(await (await opened().reopen()).contacts.find(ada), kept);
  });

  it('takes the zone of a person who travels', async () => {
    const { store } = opened();
    await store.contacts.save(contactOf(ada, { zone: 'Asia/Tokyo' }));
    await store.contacts.save(contactOf(ada, { zone: 'America/Los_Angeles' }));
    assert.equal((await store.contacts.find(ada))?.zone, 'America/Los_Angeles');
  });

  it('keeps the language that a person chose, whatever is saved meanwhile, until they choose that of their Teams', async () => {
    const { store } = opened();
    await store.contacts.setLanguage(ada, 'de');
    assert.equal(await store.contacts.find(ada), undefined);
    await store.contacts.save(contactOf(ada));
    await store.contacts.setLanguage(ada, 'de');
    await store.contacts.save(contactOf(ada, { locale: 'fr-FR' }));
    await store.contacts.save(contactOf(ada, { language: 'en' })); // only the person chooses
    assert.deepEqual(await store.contacts.find(ada), contactOf(ada, { language: 'de' }));
    const again = await opened().reopen();
    assert.deepEqual(await again.contacts.find(ada), contactOf(ada, { language: 'de' }));
    await again.contacts.setLanguage(ada, undefined);
    assert.deepEqual(await again.contacts.find(ada), contactOf(ada));
  });

  it('keeps what a person chose about reminders, whatever is saved meanwhile, until they take it back', async () => {
    const { store } = opened();
    const reminders = { month: true, day: true, quiet: { from: 20, until: 7 } };
    await store.contacts.setReminders(ada, reminders);
    assert.equal(await store.contacts.find(ada), undefined);
    await store.contacts.save(contactOf(ada));
    await store.contacts.setReminders(ada, reminders);
    await store.contacts.save(contactOf(ada, { locale: 'fr-FR', reminders: { day: true } })); // only the person chooses
    await store.contacts.setLanguage(ada, 'de');
    const kept = contactOf(ada, { locale: 'fr-FR', language: 'de', reminders });
    assert.deepEqual(await store.contacts.find(ada), kept);
    const again = await opened().reopen();
    assert.deepEqual(await again.contacts.find(ada), kept);
    await again.contacts.setReminders(ada, { day: true });
    assert.deepEqual((await again.contacts.find(ada))?.reminders, { day: true });
    await again.contacts.setReminders(ada, undefined);
    assert.equal((await again.contacts.find(ada))?.reminders, undefined);
  });

  it('lets the last of several saves at the same time win', async () => {
    const { store } = opened();
    const names = ['One', 'Two', 'One', 'Three', 'One'];
    await Promise.all(names.map((name) => store.contacts.save(contactOf(ada, { name }))));
    assert.equal((await store.contacts.find(ada))?.name, 'One');
    assert.equal((await (await opened().reopen()).contacts.find(ada))?.name, 'One');
  });

  it('marks a person as not reachable until told otherwise, whatever is saved meanwhile', async () => {
    const { store } = opened();
    await store.contacts.save(contactOf(ada));
    await store.contacts.setUnreachable(ada, 'the bot is blocked');
    await store.contacts.save(contactOf(ada, { locale: 'fr-FR' }));
    const marked = contactOf(ada, { locale: 'fr-FR', unreachable: 'the bot is blocked' });
    assert.deepEqual(await store.contacts.find(ada), marked);
    const again = await opened().reopen();
    assert.deepEqual(await again.contacts.find(ada), marked);
    await again.contacts.setReachable(ada, START);
    await again.contacts.save(marked); // read before the person came back
    assert.deepEqual(await again.contacts.find(ada), contactOf(ada, { locale: 'fr-FR' }));
  });

  it('counts the people who can’t be reached', async () => {
    const { store } = opened();
    assert.equal(await store.contacts.countUnreachable(), 0);
    for (const person of [ada, ben]) await store.contacts.save(contactOf(person));
    for (const person of [ada, ben]) await store.contacts.setUnreachable(person, 'the bot is blocked');
    await store.contacts.setReachable(ada, START);
    assert.equal(await store.contacts.countUnreachable(), 1);
    assert.equal(await (await opened().reopen()).contacts.countUnreachable(), 1);
  });

  it('has nothing to mark for a person whom it does not know', async () => {
    const { store } = opened();
    await store.contacts.setUnreachable(ada, 'the bot is blocked');
    await store.contacts.setReachable(ada, START);
    assert.equal(await store.contacts.find(ada), undefined);
  });
}
