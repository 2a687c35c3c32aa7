import assert from 'node:assert/strict';
import {
  type Notice,
  type NoticeKind,
  noticesForNew,
  noticesForRevoked,
} from '../../../src/core/notices/notices.ts';
import { createOrganizationOf } from '../../../src/core/tokens/organization-of.ts';
import type { Token } from '../../../src/core/tokens/token.ts';
import { createCardRenderer } from '../../../src/teams/cards/cards.ts';
import { noticeCard } from '../../../src/teams/features/notice-card.ts';
import { POLICY, sampleToken } from '../../core/samples.ts';
import { dataOf, ENGLISH } from '../../support/feature-world.ts';
import { DAY, START } from '../../support/fixed-clock.ts';

const organizationOf = createOrganizationOf({
  known: [{ authority: 'builtin', id: 'internal', name: 'Git at home' }],
});
const lastUsed = { at: START, service: 'git.example.com' };

function noticeOf(token: Token, kind: NoticeKind): Notice {
  const notices = [...noticesForNew(token), ...noticesForRevoked(token, START)];
  return notices.find((one) => one.kind === kind) ?? assert.fail(`no notice ${kind}`);
}

function usedIn(facts: readonly { readonly label: string; readonly value: string }[]): string | undefined {
  return facts.find(({ label }) => label === 'Last used')?.value;
}

describe('the notice that a token was revoked', () => {
  const token = sampleToken({ revokedAt: START, revokedBy: 'git.example.com', scopes: ['app_token'] });
  const card = noticeCard(noticeOf(token, 'revoked'), token, START + DAY, organizationOf, POLICY, ENGLISH);

  it('says who was shown the secret, and what to do', () => {
    const data = dataOf('revoked-notice', card);
    assert.equal(data.headline, 'Laptop was revoked');
    assert.equal(data.text, 'Someone sent its secret to git.example.com to revoke it.');
    assert.equal(data.summary, `${data.headline}. ${data.text}`);
    const text = JSON.stringify(createCardRenderer({ actions: 'execute' }).render(card).content);
    assert.match(text, /If that wasn’t you, /);
    assert.match(text, /its secret was sent to git\.example\.com\u2069"/);
    assert.doesNotMatch(text, /as safe as/);
  });

  it('offers the list, and a new token of the same name', () => {
    const { content } = createCardRenderer({ actions: 'submit' }).render(card);
    const actions = content['actions'] as { title: string; data: object }[];
    assert.deepEqual(
      actions.map(({ title }) => title),
      ['My tokens', 'Create a new one'],
    );
    const data = { msteams: { type: 'task/fetch' }, verb: 'create.open', name: 'Laptop' };
    assert.deepEqual(actions[1]?.data, data);
  });
});

describe('the reminder of a token that has ended by now', () => {
  const token = sampleToken();
  const reminder = (attempts: number): Notice => ({ ...noticeOf(token, 'expiring'), attempts });
  const said = (attempts: number) => {
    const card = noticeCard(reminder(attempts), token, token.validTo, organizationOf, POLICY, ENGLISH);
    return createCardRenderer({ actions: 'execute' }).render(card).content['body'];
  };

  it('is one line below its heading, which says why nothing was said before', () => {
    assert.equal(
      JSON.stringify(said(1))
        .match(/"text":"[^"]*"/g)
        ?.join(),
      '"text":"Note","text":"Laptop ended on 15 Apr 2026, 09:30 UTC, while I was away"',
    );
    assert.match(
      JSON.stringify(said(2)),
      /"Laptop ended on 15 Apr 2026, 09:30 UTC, while I couldn’t reach you"/,
    );
  });

  it('is the reminder until then', () => {
    const card = noticeCard(reminder(1), token, token.validTo - 1, organizationOf, POLICY, ENGLISH);
    assert.equal(card.card, 'expiring-notice');
  });
});

describe('the other notices', () => {
  it('name the organization as people know it', () => {
    const token = sampleToken();
    for (const kind of ['expiring', 'created'] as const) {
      const { data } = noticeCard(noticeOf(token, kind), token, START, organizationOf, POLICY, ENGLISH);
      assert.match(JSON.stringify(data), /"label":"Organization","value":"Git at home \(internal\)"/);
    }
  });

  it('say of a token that ends what can be done about it', () => {
    const advice = (token: Token) =>
      dataOf(
        'expiring-notice',
        noticeCard(noticeOf(token, 'expiring'), token, START, organizationOf, POLICY, ENGLISH),
      ).advice;
    assert.match(advice(sampleToken()), /^Renew it .*, rotate it .*, or revoke it/);
    const everywhere = advice(sampleToken({ authority: 'azure-devops', everywhere: true }));
    assert.match(everywhere, /^Renew it .* until 1 December 2026\. .* Replace it .*, or revoke it/);
    const tracked = advice(sampleToken({ authority: 'tracked' }));
    assert.match(tracked, /^It was created elsewhere.*revoke it there.*\/pat track/);
    assert.doesNotMatch(tracked, /otate/, 'there is no such button');
  });

  it('say when the token was last used: a reminder always, a new token’s only if it was', () => {
    const now = START + DAY;
    const expiring = (token: Token) =>
      usedIn(
        dataOf(
          'expiring-notice',
          noticeCard(noticeOf(token, 'expiring'), token, now, organizationOf, POLICY, ENGLISH),
        ).facts,
      );
    const created = (token: Token) =>
      usedIn(
        dataOf(
          'created-notice',
          noticeCard(noticeOf(token, 'created'), token, now, organizationOf, POLICY, ENGLISH),
        ).facts,
      );
    const [unused, used] = [sampleToken(), sampleToken({ lastUsed })];
    const words = '24 hours ago by git.example.com';
    assert.deepEqual([expiring(unused), expiring(used)], ['never', words]);
    assert.deepEqual([created(unused), created(used)], [undefined, words]);
  });

  it('of a token that ends has the likely button first', () => {
    const first = (token: Token) => {
      const now = START + DAY;
      const card = noticeCard(noticeOf(token, 'expiring'), token, now, organizationOf, POLICY, ENGLISH);
      const { content } = createCardRenderer({ actions: 'submit' }).render(card);
      const [{ title, tooltip }] = content['actions'] as [{ title: string; tooltip: string }];
      return [title, tooltip];
    };
    assert.deepEqual(first(sampleToken({ lastUsed })), ['Renew', 'Renew Laptop']);
    assert.deepEqual(first(sampleToken()), ['Revoke', 'Revoke Laptop']);
    const elsewhere = sampleToken({ authority: 'azure-devops', externalId: 'one' });
    assert.deepEqual(first(elsewhere), ['Renew', 'Renew Laptop'], 'nobody knows whether it was used');
  });

  it('of a token that ends says once when it ends, and what renewing gives under today’s policy', () => {
    const token = sampleToken({ lastUsed });
    const policy = { ...POLICY, maxLifespanDays: 30 };
    const now = START + DAY;
    const card = noticeCard(noticeOf(token, 'expiring'), token, now, organizationOf, policy, ENGLISH);
    const { facts } = dataOf('expiring-notice', card);
    const value = (label: string) => facts.find((fact) => fact.label === label)?.value ?? '';
    assert.match(value('If you renew it'), /^it works until 15 Feb 2026/);
    const text = JSON.stringify(createCardRenderer({ actions: 'submit' }).render(card).content['body']);
    assert.equal(text.match(/expires/g)?.length, 1);
    assert.equal(text.match(/15 Apr 2026/g)?.length, 1);
  });
});
