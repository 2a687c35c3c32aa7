import assert from 'node:assert/strict';
import {
  noticeOfChange,
  noticeOfEndElsewhere,
  noticeOfRevival,
} from '../../../src/core/notices/elsewhere-notices.ts';
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

describe('the message that a token has ended', () => {
  const sample = sampleToken({ lastUsed });
  const card = (some: Partial<Notice> = {}, token = sample) => {
    const notice = { ...noticeOf(token, 'expired'), ...some };
    return noticeCard(notice, token, token.validTo, organizationOf, POLICY, ENGLISH);
  };

  it('says when, and what it means', () => {
    const data = dataOf('expired-notice', card());
    assert.equal(data.headline, 'Laptop has expired');
    assert.equal(data.text, 'It ended on 15 Apr 2026, 09:30 UTC. Programs that still use it are refused.');
    const late = dataOf('expired-notice', card({ dueAt: sample.validTo + 1 }));
    assert.match(late.text, / I couldn’t tell you earlier\.$/);
  });

  it('offers to remember a new one where it was made elsewhere, and nothing where a new one is found by itself', () => {
    const titles = (token: Token) => {
      const { content } = createCardRenderer({ actions: 'submit' }).render(card({}, token));
      return (content['actions'] as { title: string }[]).map(({ title }) => title);
    };
    const made = { authority: 'tracked', scopes: [] } as const;
    assert.deepEqual(titles(sampleToken(made)), ['Remember a new one', 'My tokens']);
    const [appId, id] = ['11111111-2222-4333-8444-555555555555', '99999999-2222-4333-8444-555555555555'];
    const ofApplication = sampleToken({ ...made, externalId: `${appId}/${id}` });
    assert.deepEqual(titles(ofApplication), ['My tokens']);
    const { text } = dataOf('expired-notice', card({}, ofApplication));
    assert.match(text, /Make a new one in Microsoft Entra, under App registrations\./);
  });

  it('offers a new one like it first', () => {
    const { content } = createCardRenderer({ actions: 'submit' }).render(card());
    const [first] = content['actions'] as { title: string; tooltip: string; data: object }[];
    assert.deepEqual(
      [first?.title, first?.tooltip],
      ['Create a new one like it', 'Create a new one like it: Laptop'],
    );
    assert.deepEqual(first?.data, {
      msteams: { type: 'task/fetch' },
      verb: 'create.like',
      tokenId: sample.id,
    });
  });
});

describe('the messages about what somebody did in Azure DevOps', () => {
  const before = sampleToken({ authority: 'azure-devops', organization: 'internal', externalId: 'one' });
  const changed = (told: Partial<Token>) => {
    const token = { ...before, ...told };
    const notice = noticeOfChange(before, token, START);
    const card = noticeCard(notice, token, START, organizationOf, POLICY, ENGLISH);
    const { headline, text } = dataOf('changed-notice', card);
    return [headline, text];
  };

  it('say what has changed, and how it was before', () => {
    assert.deepEqual(changed({ validTo: before.validTo + DAY }), [
      'Laptop was renewed in Azure DevOps',
      'It ends on 16 Apr 2026, 09:30 UTC now; before, it ended on 15 Apr 2026, 09:30 UTC.',
    ]);
    const [headline, text] = changed({
      name: 'Desk',
      scopes: ['vso.build'],
      organization: 'other',
      validTo: before.validTo - DAY,
    });
    assert.equal(headline, 'Desk was changed in Azure DevOps');
    assert.match(
      text ?? '',
      /^It ends on 14 Apr .* What it can do has changed\. It was called Laptop before\. .* internal before\.$/,
    );
  });

  it('say that one was revoked or replaced, and offer a new one', () => {
    const token = { ...before, revokedAt: START };
    const said = (isReplaced: boolean) => {
      const notice = noticeOfEndElsewhere(token, START, isReplaced);
      return dataOf(
        'ended-elsewhere-notice',
        noticeCard(notice, token, START, organizationOf, POLICY, ENGLISH),
      );
    };
    assert.equal(said(false).headline, 'Laptop was revoked in Azure DevOps');
    assert.match(said(false).text, /^I noticed it on 15 Jan 2026, 09:30 UTC\./);
    assert.equal(said(true).headline, 'Laptop was replaced in Azure DevOps');
    assert.match(said(true).text, /^A new token of the same name has taken its place\./);
  });

  it('say that one lives that had ended here', () => {
    const notice = noticeOfRevival(before, before, START);
    const card = noticeCard(notice, before, START, organizationOf, POLICY, ENGLISH);
    const { headline, text } = dataOf('changed-notice', card);
    assert.equal(headline, 'Laptop works again in Azure DevOps');
    assert.match(text, /^I had told you that it has ended\. .* as active, until 15 Apr 2026, 09:30 UTC\./);
  });

  it('say something when what has changed can’t be read', () => {
    const notice = { ...noticeOfChange(before, before, START), detail: 'x' };
    const card = noticeCard(notice, before, START, organizationOf, POLICY, ENGLISH);
    assert.equal(card.data.summary, 'Laptop was changed in Azure DevOps');
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
