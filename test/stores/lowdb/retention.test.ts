import assert from 'node:assert/strict';
import { noticeAboutPerson, noticesForNew } from '../../../src/core/notices/notices.ts';
import type { Token } from '../../../src/core/tokens/token.ts';
import { emptyDocument } from '../../../src/stores/lowdb/person-document.ts';
import { forgetEnded } from '../../../src/stores/lowdb/retention.ts';
import { DAY, START } from '../../support/fixed-clock.ts';

const OWNER = { tenantId: 'tenant', objectId: 'person' };

describe('what a person’s document keeps', () => {
  const token = (id: string, ends: Partial<Token> = {}): Token => ({
    id,
    owner: OWNER,
    name: id,
    authority: 'builtin',
    organization: 'internal',
    scopes: ['vso.code'],
    createdAt: START - 300 * DAY,
    createdBy: 'Ada',
    validTo: START + DAY,
    formKey: id,
    ...ends,
  });
  const documentOf = (tokens: readonly Token[]) => ({
    ...emptyDocument(OWNER),
    tokens,
    notices: tokens.flatMap(noticesForNew).map((notice) => ({ notice })),
  });
  const keptOf = (tokens: readonly Token[]) => {
    const kept = forgetEnded(documentOf(tokens), START);
    const withNotices = new Set(kept.notices.map(({ notice }) => notice.tokenId));
    assert.deepEqual([...withNotices].sort(), kept.tokens.map(({ id }) => id).sort());
    return kept.tokens.map(({ id }) => id);
  };

  it('are all active tokens, however old, and those that ended within 90 days', () => {
    const tokens = [
      token('active'),
      token('expired lately', { validTo: START - 90 * DAY }),
      token('expired long ago', { validTo: START - 90 * DAY - 1 }),
      token('revoked lately', { revokedAt: START - DAY }),
      token('revoked long ago', { revokedAt: START - 91 * DAY }),
    ];
    assert.deepEqual(keptOf(tokens), ['active', 'expired lately', 'revoked lately']);
  });

  it('are the latest 50 of those that ended, so that creating and revoking can’t fill it', () => {
    const tokens = Array.from({ length: 60 }, (_, i) => token(`t${i}`, { revokedAt: START - i * 1000 }));
    assert.deepEqual(
      keptOf([...tokens, token('active')]),
      [...tokens.slice(0, 50), token('active')].map(({ id }) => id),
    );
  });

  it('are notices about tokens of others, which a second reader has, as long as those about none', () => {
    const about = (id: string, settledAt?: number) => ({
      ...noticeAboutPerson('stock', OWNER, START, ''),
      id,
      tokenId: 'of another person',
      ...(settledAt === undefined ? {} : { state: 'sent' as const, settledAt }),
    });
    const notices = [about('open'), about('lately', START - 90 * DAY), about('long ago', START - 91 * DAY)];
    const ended = token('expired long ago', { validTo: START - 91 * DAY });
    const document = { ...documentOf([ended]), notices: notices.map((notice) => ({ notice })) };
    const kept = forgetEnded(document, START).notices.map(({ notice }) => notice.id);
    assert.deepEqual(kept, ['open', 'lately']);
  });

  it('are notices about no token that are open, or were settled within 90 days', () => {
    const notice = (settledAt?: number) => ({
      ...noticeAboutPerson('stock', OWNER, settledAt ?? START - 200 * DAY, '3 tokens'),
      ...(settledAt === undefined ? {} : { state: 'sent' as const, settledAt }),
    });
    const notices = [notice(), notice(START - 90 * DAY), notice(START - 91 * DAY)];
    const ended = documentOf([token('ended', { validTo: START - 91 * DAY })]);
    const document = { ...ended, notices: [...ended.notices, ...notices.map((one) => ({ notice: one }))] };
    assert.deepEqual(
      forgetEnded(document, START).notices.map((one) => one.notice),
      notices.slice(0, 2),
    );
  });

  it('stays the same object when there is nothing to forget', () => {
    const document = documentOf([token('active')]);
    assert.equal(forgetEnded(document, START), document);
  });
});
