import assert from 'node:assert/strict';
import { ada, ben, contactOf, otherAda, START, shoutedAda } from './fixtures.ts';
import type { OpenedStore } from './opened-store.ts';

/** How people are remembered. */
export function describeContacts(opened: () => OpenedStore): void {
  it('knows nobody at first', async () => {
    assert.equal(await opened().store.findContact(ada), undefined);
  });

  it('remembers a contact, also after it was opened again', async () => {
    const contact = contactOf(ada, { conversationId: 'a:1' });
    await opened().store.saveContact(contact);
    assert.deepEqual(await opened().store.findContact(ada), contact);
    assert.deepEqual(await (await opened().reopen()).findContact(ada), contact);
  });

  it('keeps people and tenants apart, and compares ids without case', async () => {
    const { store } = opened();
    await store.saveContact(contactOf(ada));
    assert.equal(await store.findContact(ben), undefined);
    assert.equal(await store.findContact(otherAda), undefined);
    assert.deepEqual(await store.findContact(shoutedAda), contactOf(ada));
    await store.saveContact(contactOf(shoutedAda, { locale: 'de-DE' }));
    assert.equal((await store.findContact(ada))?.locale, 'de-DE');
  });

  it('keeps a known conversation when the new contact has none, and takes a new one', async () => {
    const { store } = opened();
    await store.saveContact(contactOf(ada, { conversationId: 'a:1' }));
    await store.saveContact(contactOf(ada, { name: 'Ada Married' }));
    assert.deepEqual(
      await store.findContact(ada),
      contactOf(ada, { name: 'Ada Married', conversationId: 'a:1' }),
    );
    await store.saveContact(contactOf(ada, { conversationId: 'a:2' }));
    assert.equal((await store.findContact(ada))?.conversationId, 'a:2');
  });

  it('lets the last of several saves at the same time win', async () => {
    const { store } = opened();
    const names = ['One', 'Two', 'One', 'Three', 'One'];
    await Promise.all(names.map((name) => store.saveContact(contactOf(ada, { name }))));
    assert.equal((await store.findContact(ada))?.name, 'One');
    assert.equal((await (await opened().reopen()).findContact(ada))?.name, 'One');
  });

  it('marks a person as not reachable until told otherwise, whatever is saved meanwhile', async () => {
    const { store } = opened();
    await store.saveContact(contactOf(ada));
    await store.setUnreachable(ada, 'the bot is blocked');
    await store.saveContact(contactOf(ada, { locale: 'fr-FR' }));
    const marked = contactOf(ada, { locale: 'fr-FR', unreachable: 'the bot is blocked' });
    assert.deepEqual(await store.findContact(ada), marked);
    const again = await opened().reopen();
    assert.deepEqual(await again.findContact(ada), marked);
    await again.setReachable(ada, START);
    await again.saveContact(marked); // read before the person came back
    assert.deepEqual(await again.findContact(ada), contactOf(ada, { locale: 'fr-FR' }));
  });

  it('has nothing to mark for a person whom it does not know', async () => {
    const { store } = opened();
    await store.setUnreachable(ada, 'the bot is blocked');
    await store.setReachable(ada, START);
    assert.equal(await store.findContact(ada), undefined);
  });
}
