import assert from 'node:assert/strict';
import { noticeId } from '../../../src/core/notices/notices.ts';
import { RETIREMENT } from '../../../src/core/tokens/retirement.ts';
import { decodeDocument } from '../../../src/stores/lowdb/document-format.ts';
import { emptyDocument, type PersonDocument } from '../../../src/stores/lowdb/person-document.ts';
import { ada, foundOf, noticeOf, tokenOf } from '../fixtures.ts';

const DAY = 24 * 60 * 60 * 1000;
const LATER = RETIREMENT + 100 * DAY;

const read = (document: PersonDocument) => decodeDocument(Buffer.from(JSON.stringify(document)));

describe('a document from before the end of tokens for all organizations was known', () => {
  it('is read with that end, and with their open reminders seven days before it', () => {
    const token = foundOf(ada, { everywhere: true, validTo: LATER });
    const reminder = noticeOf(token, 'expiring', { dueAt: LATER - 7 * DAY });
    const sent = noticeOf(token, 'found', { state: 'sent' });
    const document = {
      ...emptyDocument(ada),
      tokens: [token],
      notices: [{ notice: reminder }, { notice: sent }],
    };
    const { tokens, notices } = read(document);
    assert.deepEqual(tokens, [{ ...token, validTo: RETIREMENT }]);
    const moved = {
      ...reminder,
      id: noticeId(token.id, 'expiring', RETIREMENT),
      validTo: RETIREMENT,
      dueAt: RETIREMENT - 7 * DAY,
    };
    assert.deepEqual(notices, [{ notice: moved }, { notice: sent }]);
  });

  it('is read as it is where nothing ends too late', () => {
    const tokens = [
      foundOf(ada, { everywhere: true, validTo: RETIREMENT - DAY }),
      tokenOf(ada, { validTo: LATER }),
    ];
    const notices = tokens.map((token) => ({ notice: noticeOf(token, 'expiring') }));
    const document = { ...emptyDocument(ada), tokens, notices };
    assert.deepEqual(read(document), document);
  });
});
