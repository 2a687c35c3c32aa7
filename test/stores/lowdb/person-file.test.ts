import assert from 'node:assert/strict';
import { Low } from 'lowdb';
import {
  type Change,
  emptyDocument,
  type PersonDocument,
} from '../../../src/stores/lowdb/person-document.ts';
import { createPersonFile, type PersonFile } from '../../../src/stores/lowdb/person-file.ts';
import { ada, eventOf, tokenOf, watchOf } from '../fixtures.ts';

interface Write {
  readonly data: PersonDocument;
  readonly done: () => void;
  readonly fail: (error: Error) => void;
}

describe('a person’s record', () => {
  let writes: Write[];
  let published: PersonDocument[];
  let record: PersonFile;

  beforeEach(() => {
    writes = [];
    published = [];
    const file = {
      read: async () => null,
      write: (data: PersonDocument) =>
        new Promise<void>((done, fail) => {
          writes.push({ data, done, fail });
        }),
    };
    const onWritten = (next: PersonDocument): void => {
      published.push(next);
    };
    const tidy = ({ watch: _, ...document }: PersonDocument): PersonDocument => document;
    record = createPersonFile({ low: new Low(file, emptyDocument(ada)), tidy, onWritten });
  });

  const add =
    (id: string): Change<number> =>
    (document) => {
      if (document.tokens.some((token) => token.id === id)) throw new Error(`${id} is taken`);
      const tokens = [...document.tokens, tokenOf(ada, { id })];
      return { document: { ...document, tokens }, value: tokens.length };
    };
  const count: Change<number> = (document) => ({ document, value: document.tokens.length });
  const idsIn = (document: PersonDocument | undefined): string[] =>
    (document?.tokens ?? []).map(({ id }) => id);

  async function nextWrite(index: number): Promise<Write> {
    for (let turn = 0; turn < 20 && writes.length <= index; turn += 1) await Promise.resolve();
    return writes[index] ?? assert.fail(`there is no write ${index}`);
  }

  it('shows a change, and resolves it, only when it is on disk', async () => {
    let resolved = false;
    const adding = record.apply(add('a')).then(() => {
      resolved = true;
    });
    const write = await nextWrite(0);
    assert.deepEqual([idsIn(record.document()), resolved, published.length], [[], false, 0]);
    write.done();
    await adding;
    assert.deepEqual([idsIn(record.document()), published.length], [['a'], 1]);
  });

  it('shares one write among all changes that arrive during another', async () => {
    const first = record.apply(add('a'));
    const others = ['b', 'c', 'd'].map((id) => record.apply(add(id)));
    (await nextWrite(0)).done();
    assert.equal(await first, 1);
    (await nextWrite(1)).done();
    assert.deepEqual(await Promise.all(others), [2, 3, 4]);
    assert.deepEqual(idsIn(writes[1]?.data), ['a', 'b', 'c', 'd']);
    assert.equal(writes.length, 2);
  });

  it('rejects exactly the changes of a write that failed, and forgets them', async () => {
    const first = record.apply(add('a'));
    const second = [record.apply(add('b')), record.apply(add('b')), record.apply(count)];
    (await nextWrite(0)).done();
    await first;
    const failing = await nextWrite(1);
    const third = record.apply(add('c'));
    const cause = new Error('disk full');
    failing.fail(cause);
    for (const change of second) await assert.rejects(change, { code: 'store-unavailable', cause });
    assert.deepEqual(idsIn(record.document()), ['a']);
    (await nextWrite(2)).done();
    assert.equal(await third, 2);
    assert.deepEqual(idsIn(record.document()), ['a', 'c']);
    assert.equal(published.length, 2);
  });

  it('answers at once, without a write, when there is nothing to write', async () => {
    assert.equal(await record.apply(count), 0);
    const adding = record.apply(add('a'));
    const answers = [record.apply(count), record.apply(add('a'))];
    (await nextWrite(0)).done();
    await adding;
    assert.equal(await answers[0], 1);
    await assert.rejects(answers[1] ?? assert.fail(), /a is taken/);
    assert.equal(writes.length, 1);
  });

  it('keeps an audit event in the document until the write after it is in the journal', async () => {
    const event = eventOf(tokenOf(ada));
    const adding = record.apply((document) => ({
      document: { ...document, pendingEvents: [event] },
      value: 0,
    }));
    (await nextWrite(0)).done();
    await adding;
    const second = record.apply(add('b'));
    const during = await nextWrite(1);
    record.journaled(event.id);
    during.done();
    await second;
    assert.deepEqual(during.data.pendingEvents, [event]);
    const failing = record.apply(add('c'));
    (await nextWrite(2)).fail(new Error('disk full'));
    await assert.rejects(failing);
    const last = record.apply(add('d'));
    (await nextWrite(3)).done();
    await last;
    assert.deepEqual(record.document().pendingEvents, []);
  });

  it('leaves out what need not be kept when there is something to write, and only then', async () => {
    const watched: Change<void> = (document) => ({
      document: { ...document, watch: watchOf(ada) },
      value: undefined,
    });
    const adding = Promise.all([record.apply(watched), record.apply(add('a'))]);
    (await nextWrite(0)).done();
    (await nextWrite(1)).done();
    await adding;
    assert.deepEqual(
      writes.map(({ data }) => data.watch),
      [undefined, undefined],
    );
    assert.equal(record.document().watch, undefined);
    assert.equal(await record.apply(count), 1);
    assert.equal(writes.length, 2);
  });

  it('is idle when the last change is done', async () => {
    await record.idle();
    void record.apply(add('a'));
    let idle = false;
    const waiting = record.idle().then(() => {
      idle = true;
    });
    const write = await nextWrite(0);
    assert.equal(idle, false);
    write.done();
    await waiting;
  });
});
