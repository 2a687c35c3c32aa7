import assert from 'node:assert/strict';
import sinon from 'sinon';
import { type Activity, type Chat, isPersonalChat } from '../../../src/teams/channel/activity.ts';
import { actorOf, contactOf, createTurn, inTime, type TurnDeps } from '../../../src/teams/turns/turn.ts';
import { createFakeStore } from '../../support/fake-store.ts';
import { createFixedClock } from '../../support/fixed-clock.ts';

const activity = (fields: object): Activity =>
  ({
    type: 'message',
    serviceUrl: 'https://smba.trafficmanager.net/emea/',
    from: { id: '29:ada', name: 'Ada  Park', aadObjectId: 'object' },
    recipient: { id: '28:bot', name: 'Patkeeper' },
    conversation: { id: 'a:chat', conversationType: 'personal', tenantId: 'tenant' },
    ...fields,
  }) as unknown as Activity;

describe('the actor', () => {
  it('is who the authenticated activity says', () => {
    assert.deepEqual(actorOf(activity({ locale: 'de-DE' })), {
      tenantId: 'tenant',
      objectId: 'object',
      name: 'Ada Park',
      locale: 'de-DE',
      place: 'personal',
    });
  });

  it('has the tenant of the channel data where the conversation names none', () => {
    const actor = actorOf(activity({ conversation: { id: 'c' }, channelData: { tenant: { id: 'other' } } }));
    assert.equal(actor?.tenantId, 'other');
  });

  it('is nobody without an Entra id or a tenant', () => {
    assert.equal(actorOf(activity({ from: { id: '29:ada', name: 'Ada' } })), undefined);
    assert.equal(actorOf(activity({ conversation: { id: 'c' } })), undefined);
  });

  it('acts from the extension when an extension’s command was used', () => {
    const actor = actorOf(activity({ type: 'invoke', name: 'composeExtension/query' }));
    assert.equal(actor?.place, 'extension');
  });

  it('has a locale only where it is one', () => {
    const locale = (sent: unknown) => actorOf(activity({ locale: sent }))?.locale;
    for (const tag of ['en', 'de-DE', 'zh-Hant-TW', 'es-419']) assert.equal(locale(tag), tag);
    assert.equal(locale('en_us'), 'en-US');
    assert.equal(locale('th-TH-u-ca-buddhist-nu-thai'), 'th-TH');
    for (const other of [
      undefined,
      null,
      '',
      '../../x',
      'ghp_16C7e42F292c6912E7710c838347Ae178B4a',
      'e'.repeat(1024),
    ])
      assert.equal(locale(other), '');
  });

  it('has a name that is cut between characters', () => {
    const from = { id: '29:ada', name: `a${'😀'.repeat(200)}`, aadObjectId: 'object' };
    assert.equal(actorOf(activity({ from }))?.name, `a${'😀'.repeat(127)}`);
  });

  it('has a name without invisible characters', () => {
    const from = { id: '29:ada', name: '\u202eAda\u200b\n<at>x</at> Park', aadObjectId: 'object' };
    assert.equal(actorOf(activity({ from }))?.name, 'Ada Park');
  });
});

describe('the contact', () => {
  const contact = (fields: object) => {
    const given = activity(fields);
    const actor = actorOf(given);
    assert.ok(actor);
    return contactOf(given, actor);
  };

  it('has the conversation of the person’s own chat', () => {
    assert.equal(contact({}).conversationId, 'a:chat');
  });

  it('has the time zone of the person’s Teams, as far as Intl knows it', () => {
    assert.equal(contact({ localTimezone: 'Asia/Tokyo' }).zone, 'Asia/Tokyo');
    for (const localTimezone of [
      undefined,
      null,
      '',
      'Tokyo',
      9,
      {},
      'W. Europe Standard Time',
      'x'.repeat(9999),
    ])
      assert.equal('zone' in contact({ localTimezone }), false, String(localTimezone));
  });

  it('has the time zone and the locale of the client, where the activity itself tells none', () => {
    const entities = [
      { type: 'mention' },
      { type: 'clientInfo', locale: 'de-AT', timezone: 'Europe/Vienna', country: 'AT' },
    ];
    assert.equal(contact({ entities }).zone, 'Europe/Vienna');
    assert.equal(contact({ entities }).locale, 'de-AT');
    assert.equal(contact({ entities, localTimezone: 'Mars/Base' }).zone, 'Europe/Vienna');
    assert.equal(contact({ entities, localTimezone: 'Asia/Tokyo', locale: 'ja-JP' }).zone, 'Asia/Tokyo');
    assert.equal(contact({ entities, locale: 'ja-JP' }).locale, 'ja-JP');
  });

  it('has neither from entities of another form', () => {
    for (const entities of [
      null,
      'clientInfo',
      {},
      [null, 7, 'x'],
      [{ type: 'clientInfo', timezone: 9, locale: [] }],
    ]) {
      assert.equal(contact({ entities }).locale, '');
      assert.equal('zone' in contact({ entities }), false);
    }
  });

  it('has no conversation when the person was met elsewhere', () => {
    for (const conversation of [
      { id: '19:group@thread.v2', conversationType: 'groupChat', tenantId: 'tenant' },
      { id: '19:two-people@unq.gbl.spaces', conversationType: 'personal', tenantId: 'tenant' },
    ]) {
      assert.equal(contact({ conversation }).conversationId, undefined);
      assert.equal(isPersonalChat(activity({ conversation })), false);
    }
  });

  it('has the conversation of an own chat whose kind the client left out', () => {
    const own = { id: 'a:chat', isGroup: false, tenantId: 'tenant' };
    for (const conversation of [
      own,
      { ...own, conversationType: null },
      { id: 'a:chat', tenantId: 'tenant' },
    ])
      assert.equal(contact({ conversation }).conversationId, 'a:chat');
    for (const conversation of [
      { ...own, isGroup: true },
      { ...own, id: '19:abc@thread.v2' },
    ])
      assert.equal(contact({ conversation }).conversationId, undefined);
  });
});

describe('a turn', () => {
  it('has its person’s contact written only when it says something new', async () => {
    const store = createFakeStore();
    const save = sinon.spy(store.contacts, 'save');
    const clock = createFixedClock();
    const deps = { store, clock, later: clock.later, wake: () => {} } as unknown as TurnDeps;
    const remember = async (fields: object): Promise<number> => {
      save.resetHistory();
      const turn = createTurn(activity(fields), {} as Chat, Number.MAX_SAFE_INTEGER);
      assert.ok(turn);
      const known = store.contacts.find(turn.contact.person);
      await inTime({ ...turn, known }, deps, async () => undefined);
      return save.callCount;
    };
    assert.equal(await remember({}), 1);
    assert.equal(await remember({}), 0);
    const group = {
      conversation: { id: '19:group@thread.v2', conversationType: 'groupChat', tenantId: 'tenant' },
    };
    assert.equal(await remember(group), 0);
    assert.equal(await remember({ locale: 'de-DE' }), 1);
    assert.equal(await remember({ locale: 'de-DE' }), 0);
    assert.equal(await remember({ locale: 'de-DE', serviceUrl: 'https://smba.trafficmanager.net/amer/' }), 1);
    const person = { tenantId: 'tenant', objectId: 'object' };
    await store.contacts.setUnreachable(person, 'blocked');
    assert.equal(await remember({ locale: 'de-DE', serviceUrl: 'https://smba.trafficmanager.net/amer/' }), 0);
    assert.equal((await store.contacts.find(person))?.unreachable, undefined);
  });
});
