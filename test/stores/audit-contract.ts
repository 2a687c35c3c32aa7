import assert from 'node:assert/strict';
import { isIntact } from '../../src/core/audit/chain.ts';
import {
  ada,
  ben,
  eventOf,
  insertOf,
  otherAda,
  revocationOf,
  START,
  shoutedAda,
  tokenOf,
} from './fixtures.ts';
import type { OpenedStore } from './opened-store.ts';

/** What every store must do with the audit trail. */
export function describeAudit(opened: () => OpenedStore): void {
  it('lists what a person did and what was done to their tokens, the latest first, page by page', async () => {
    const { audit, tokens } = opened().store;
    const token = tokenOf(ada);
    const insert = insertOf(token);
    await tokens.insert(insert);
    const looked = eventOf(token, {
      at: START + 1,
      action: 'look',
      actor: ben,
      reason: 'Ada left',
      role: 'administrator',
      correlationId: 'c1',
    });
    await audit.record(looked);
    await audit.record(eventOf(tokenOf(otherAda), { at: START + 2 }));
    const refused = eventOf(token, { at: START + 3, action: 'refuse', detail: 'create: name-taken' });
    await audit.record(refused);
    const first = await audit.list(shoutedAda, { limit: 2 });
    assert.deepEqual(first.events, [refused, looked]);
    const second = await audit.list(ada, { limit: 2, from: first.next ?? '' });
    assert.deepEqual(second, { events: [insert.event] });
    assert.deepEqual(await audit.list(ben, { limit: 10 }), { events: [looked] });
  });

  it('show nobody else’s events, wherever a page begins', async () => {
    const { audit } = opened().store;
    const event = eventOf(tokenOf(ada));
    await audit.record(event);
    for (const from of ['', '0', '7', '99999999', `${START + 1}.zzz`, 'x', '-1']) {
      assert.deepEqual(await audit.list(ben, { limit: 5, from }), { events: [] }, from);
      const { events } = await audit.list(ada, { limit: 5, from });
      assert.ok(
        events.every(({ id }) => id === event.id),
        from,
      );
    }
  });

  it('seal every event once, in a chain that goes on after a restart', async () => {
    const { store } = opened();
    assert.equal(await store.audit.seal(START), undefined);
    assert.equal(await store.audit.head(), undefined);
    const token = tokenOf(ada);
    await store.tokens.insert(insertOf(token));
    await store.audit.record(eventOf(token, { action: 'refuse', at: START + 5 }));
    const first = await store.audit.seal(START + 10);
    assert.ok(first);
    assert.deepEqual([first.number, first.previous, first.first, first.count], [1, '', 1, 2]);
    assert.deepEqual([first.at, first.latestAt], [START + 10, START + 5]);
    assert.equal(await store.audit.seal(START + 11), undefined);
    await store.tokens.change(revocationOf(token));
    const reopened = await opened().reopen();
    assert.deepEqual(await reopened.audit.head(), first);
    const second = await reopened.audit.seal(START + 20);
    assert.ok(second);
    assert.deepEqual([second.number, second.previous, second.first, second.count], [2, first.hash, 3, 1]);
    assert.ok([first, second].every(isIntact));
  });

  it('seal no event twice when it is asked at once', async () => {
    const { audit } = opened().store;
    await Promise.all(Array.from({ length: 20 }, () => audit.record(eventOf(tokenOf(ada)))));
    const seals = await Promise.all(Array.from({ length: 5 }, () => audit.seal(START)));
    const made = seals.filter((seal) => seal !== undefined);
    assert.equal(
      made.reduce((sum, { count }) => sum + count, 0),
      20,
    );
    assert.deepEqual(await audit.head(), made.at(-1));
  });

  it('give sealed events in their order from any number on, and none before its seal', async () => {
    const { audit } = opened().store;
    const events = Array.from({ length: 5 }, (_, index) => eventOf(tokenOf(ada), { at: START + index }));
    for (const event of events.slice(0, 2)) await audit.record(event);
    await audit.seal(START);
    for (const event of events.slice(2, 4)) await audit.record(event);
    await audit.seal(START);
    for (const event of events.slice(4)) await audit.record(event);
    const numbered = events.map((event, index) => ({ number: index + 1, event }));
    assert.deepEqual(await audit.sealedAfter(0, 3), numbered.slice(0, 3));
    assert.deepEqual(await audit.sealedAfter(3, 3), numbered.slice(3, 4));
    assert.deepEqual(await audit.sealedAfter(1, 9), numbered.slice(1, 4));
    assert.deepEqual(await audit.sealedAfter(4, 9), []);
    const reopened = await opened().reopen();
    assert.deepEqual(await reopened.audit.sealedAfter(2, 9), numbered.slice(2, 4));
  });

  it('keep a note only in place of the one that was read', async () => {
    const { audit } = opened().store;
    assert.equal(await audit.note('push'), undefined);
    assert.equal(await audit.keepNote('push', 'other', '1'), false);
    assert.equal(await audit.keepNote('push', undefined, '1'), true);
    assert.equal(await audit.keepNote('push', undefined, '2'), false);
    assert.equal(await audit.keepNote('push', '1', '3'), true);
    assert.equal(await (await opened().reopen()).audit.note('push'), '3');
  });
}
