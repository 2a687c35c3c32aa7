import assert from 'node:assert/strict';
import { ada, ben, contactOf } from './fixtures.ts';
import type { OpenedStore } from './opened-store.ts';

/** How a store knows that its data served Teams. */
export function describeServed(opened: () => OpenedStore): void {
  it('have never served Teams at first, nor with people on this machine', async () => {
    const { store } = opened();
    assert.equal(await store.contacts.servedTeams(), false);
    for (const serviceUrl of ['http://127.0.0.1:3980/connector', 'http://localhost:1/', 'http://[::1]:2/x']) {
      await store.contacts.save(contactOf(ada, { serviceUrl }));
      assert.equal(await store.contacts.servedTeams(), false, serviceUrl);
    }
  });

  it('have served Teams once they are marked, for ever', async () => {
    await opened().store.contacts.markServedTeams();
    await opened().store.contacts.markServedTeams();
    assert.equal(await opened().store.contacts.servedTeams(), true);
    assert.equal(await (await opened().reopen()).contacts.servedTeams(), true);
  });

  for (const serviceUrl of [
    'https://smba.trafficmanager.net/emea/',
    'http://127.0.0.1.evil.example/',
    'nonsense',
  ]) {
    it(`have served Teams where somebody is reached at ${serviceUrl}`, async () => {
      await opened().store.contacts.save(contactOf(ada, { serviceUrl: 'http://127.0.0.1:3980/connector' }));
      await opened().store.contacts.save(contactOf(ben, { serviceUrl }));
      assert.equal(await opened().store.contacts.servedTeams(), true);
      assert.equal(await (await opened().reopen()).contacts.servedTeams(), true);
    });
  }
}
