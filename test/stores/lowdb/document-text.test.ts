import assert from 'node:assert/strict';
import { decodeDocument, encodeDocument } from '../../../src/stores/lowdb/document-format.ts';
import { createDocumentText } from '../../../src/stores/lowdb/document-text.ts';
import { emptyDocument, type PersonDocument } from '../../../src/stores/lowdb/person-document.ts';
import { ada, ben, contactOf, eventOf, noticeOf, recordOf, tokenOf, watchOf } from '../fixtures.ts';

describe('the text of a person’s document', () => {
  const withTokens = (count: number): PersonDocument => {
    const tokens = Array.from({ length: count }, () => tokenOf(ada, { name: 'Größe “{{$1}}”' }));
    return {
      ...emptyDocument(ada),
      contact: contactOf(ada),
      tokens,
      notices: tokens.map((token) => ({ notice: noticeOf(token) })),
      records: [recordOf(ada)],
      watch: watchOf(ada),
      pendingEvents: tokens.slice(0, 2).map((token) => eventOf(token)),
    };
  };
  const bytesOf = (content: string | readonly Uint8Array[]): Buffer =>
    typeof content === 'string' ? Buffer.from(content) : Buffer.concat(content);

  it('is that of its format while it is short', async () => {
    const short = withTokens(500);
    assert.equal(await createDocumentText()(short), encodeDocument(short));
  });

  it('reads as it was when it is long, at first and after changes', async () => {
    const textOf = createDocumentText();
    let long = withTokens(1_300);
    for (const at of [0, 700, 1_299]) {
      assert.deepEqual(decodeDocument(bytesOf(await textOf(long))), long);
      long = { ...long, tokens: long.tokens.with(at, tokenOf(ada)), notices: long.notices.toSpliced(at, 1) };
    }
    assert.deepEqual(decodeDocument(bytesOf(await textOf(long))), long);
  });

  it('reads as it was when only its notices are many, or only its tokens', async () => {
    const long = withTokens(600);
    for (const one of [
      { ...long, tokens: [] },
      { ...long, notices: [] },
    ])
      assert.deepEqual(decodeDocument(bytesOf(await createDocumentText()(one))), one);
  });

  it('is refused in the words of the format when it could not be read back', async () => {
    const long = withTokens(600);
    const [token = tokenOf(ada), record] = [long.tokens[0], long.notices[0]];
    assert.ok(record);
    const nobody: PersonDocument = { ...long, person: { tenantId: 't', objectId: 'o' } };
    const broken: readonly PersonDocument[] = [
      { ...long, tokens: long.tokens.with(599, { ...token, validTo: Number.NaN }) },
      { ...long, tokens: long.tokens.with(300, tokenOf(ben)) },
      { ...long, notices: long.notices.with(1, { ...record, leaseUntil: Number.NaN }) },
      { ...long, notices: long.notices.with(1, { notice: noticeOf(tokenOf(ben)) }) },
      { ...long, pendingEvents: [{ ...eventOf(token), at: Number.NaN }] },
      nobody,
    ];
    for (const document of broken) {
      const why = whyRefused(document);
      await assert.rejects(async () => createDocumentText()(document), { message: why });
    }
  });

  function whyRefused(document: PersonDocument): string {
    try {
      encodeDocument(document);
    } catch (error) {
      if (error instanceof Error) return error.message;
    }
    return assert.fail('the format takes it');
  }
});
