import assert from 'node:assert/strict';
import sinon from 'sinon';
import type { ChatMessage, Snapshot } from '../../../src/local/page/protocol.ts';
import { createStore, messagesOf, withPush, withSnapshot } from '../../../src/local/page/state.ts';

const message: ChatMessage = {
  id: '1',
  chat: 'crew',
  at: 0,
  text: 'hello',
  markdown: false,
  attachments: [],
  views: {},
  revision: 1,
  edited: false,
};
const snapshot: Snapshot = {
  bootId: 'one',
  botName: 'Patkeeper',
  people: [],
  chats: [{ key: 'crew', title: 'Release crew', kind: 'groupChat', members: [], bot: 'new' }],
  messages: [message],
  traces: [],
  commands: [],
  extension: [],
  clock: { now: 5, offsetHours: 0 },
};

describe('the page’s state', () => {
  it('tells its watchers once for changes that come together', async () => {
    const store = createStore();
    const watcher = sinon.spy();
    store.watch(watcher);
    store.set({ person: 'ada' });
    store.set({ chat: 'crew' });
    await Promise.resolve();
    assert.equal(watcher.callCount, 2);
    assert.equal(watcher.lastCall.args[0].chat, 'crew');
  });

  it('keeps what was unread over a reconnection, not over a restart of the service', () => {
    const store = createStore();
    store.set(withSnapshot(snapshot, store.get()));
    store.set({ unread: { crew: 2 } });
    store.set(withSnapshot(snapshot, store.get()));
    assert.deepEqual(store.get().unread, { crew: 2 });
    store.set(withSnapshot({ ...snapshot, bootId: 'two' }, store.get()));
    assert.deepEqual(store.get().unread, {});
  });

  it('follows the pushes', () => {
    const store = createStore();
    store.set(withSnapshot(snapshot, store.get()));
    const push = (next: Parameters<typeof withPush>[0]) => store.set(withPush(next, store.get()));
    push({ type: 'message', message: { ...message, text: 'edited', revision: 2 } });
    push({ type: 'message', message: { ...message, id: '2', visibleTo: 'ben' } });
    push({
      type: 'chat',
      chat: { key: 'crew', title: 'Crew', kind: 'groupChat', members: [], bot: 'removed' },
    });
    store.set({ person: 'ada' });
    assert.deepEqual(
      messagesOf('crew', store.get()).map(({ text }) => text),
      ['edited'],
    );
    assert.equal(store.get().chats[0]?.bot, 'removed');
    store.set({ person: 'ben' });
    assert.equal(messagesOf('crew', store.get()).length, 2);
    push({ type: 'deleted', id: '1' });
    assert.equal(messagesOf('crew', store.get()).length, 1);
  });
});
