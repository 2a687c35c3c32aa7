import { createGiveWay } from '../../core/timing/give-way.ts';
import type { Token } from '../../core/tokens/token.ts';
import { encodeDocument, encodeNotice, encodeToken } from './document-format.ts';
import { createListText, type ListText } from './list-text.ts';
import type { PersonDocument, StoredNotice } from './person-document.ts';

/** A document with more tokens or notices is written in parts: one with fewer is done before anybody waits for it. */
const LONG = 500;

/**
 * Makes what gives the text of one person's document, each time it is to be written: as `encodeDocument` does, which also
 * says why it throws, but for long documents in parts that let others go first, and without making anew what has not changed.
 */
export function createDocumentText(): (document: PersonDocument) => string | Promise<readonly Uint8Array[]> {
  let lists: { readonly tokens: ListText<Token>; readonly notices: ListText<StoredNotice> } | undefined;

  async function inParts({ tokens, notices, ...rest }: PersonDocument): Promise<readonly Uint8Array[]> {
    encodeDocument({ ...rest, tokens: [], notices: [] });
    const { person } = rest;
    lists ??= {
      tokens: createListText((token, index) => encodeToken(token, index, person)),
      notices: createListText((stored, index) => encodeNotice(stored, index, person)),
    };
    const giveWay = createGiveWay();
    return [
      Buffer.from(`${JSON.stringify(rest).slice(0, -1)},"tokens":[`),
      ...(await lists.tokens.of(tokens, giveWay)),
      Buffer.from('],"notices":['),
      ...(await lists.notices.of(notices, giveWay)),
      Buffer.from(']}'),
    ];
  }

  return (document) => {
    if (document.tokens.length > LONG || document.notices.length > LONG) return inParts(document);
    lists = undefined;
    return encodeDocument(document);
  };
}
