import assert from 'node:assert/strict';
import { readCutOver, writeCutOver } from '../../../src/core/notices/cut-over-detail.ts';
import { readDeadUse, writeDeadUse } from '../../../src/core/notices/dead-use-detail.ts';
import { readLeak, writeLeak } from '../../../src/core/notices/leak-detail.ts';
import {
  readSignedOut,
  readStock,
  type StockNews,
  writeNews,
} from '../../../src/core/notices/news-detail.ts';
import { readPlace, writePlace } from '../../../src/core/notices/place-detail.ts';
import { readUnanswered, writeUnanswered } from '../../../src/core/notices/unanswered-detail.ts';
import { DAY, START } from '../../support/fixed-clock.ts';
import { ADA } from '../samples.ts';

/** What may stand in a store besides what this release writes: nothing, sentences of earlier releases, and other JSON. */
const OTHERS = ['', 'Your tokens are known now.', 'null', '[]', '7', '"text"', '{}', '{"later":"release"}'];

/** Each value with one of its parts missing, and with that part of another type. */
function broken(value: object): string[] {
  return Object.keys(value).flatMap((part) => [
    JSON.stringify({ ...value, [part]: undefined }),
    JSON.stringify({ ...value, [part]: { other: 'type' } }),
  ]);
}

describe('what a notice keeps of an overlap that ended sooner', () => {
  const detail = { newUsed: { at: START, service: 'git' }, silentSince: START - DAY };

  it('is read as it was written', () => {
    assert.deepEqual(readCutOver(writeCutOver(detail)), detail);
  });

  it('is nothing where anything of it is missing or of another type', () => {
    const uses = broken(detail.newUsed).map((newUsed) => `{"silentSince":1,"newUsed":${newUsed}}`);
    for (const text of [undefined, ...OTHERS, ...broken(detail), ...uses])
      assert.equal(readCutOver(text), undefined, text);
  });
});

describe('what a notice keeps of uses after the end', () => {
  const detail = { uses: 3, since: START, latest: START + DAY, services: ['git'], addresses: ['192.0.2.1'] };

  it('is read as it was written', () => {
    assert.deepEqual(readDeadUse(writeDeadUse(detail)), detail);
    const unknown = { ...detail, services: [], addresses: [] };
    assert.deepEqual(readDeadUse(writeDeadUse(unknown)), unknown);
  });

  it('is nothing where anything of it is missing or of another type', () => {
    const lists = [{ services: ['git', 7] }, { addresses: [null, '192.0.2.1'] }];
    const mixed = lists.map((list) => JSON.stringify({ ...detail, ...list }));
    for (const text of [undefined, ...OTHERS, ...broken(detail), ...mixed])
      assert.equal(readDeadUse(text), undefined, text);
  });
});

describe('what a notice keeps of a leak', () => {
  it('is read as it was written', () => {
    const detail = { reporter: 'scanner', place: 'https://git.example.org/x', wasAlive: false };
    assert.deepEqual(readLeak(writeLeak(detail)), detail);
    assert.deepEqual(readLeak(writeLeak({ ...detail, wasAlive: true })), { ...detail, wasAlive: true });
  });

  it('names nobody and no place where it can’t be read, and the token counts as one that still worked', () => {
    for (const text of [undefined, ...OTHERS, '{"reporter":1,"place":[],"wasAlive":"no"}'])
      assert.deepEqual(readLeak(text), { reporter: '', place: '', wasAlive: true }, text);
  });
});

describe('what a notice keeps of a new place', () => {
  const detail = {
    service: 'git',
    network: '192.0.2.0/24',
    at: START,
    isNewService: true,
    isNewNetwork: false,
  };

  it('is read as it was written, also where nobody knows the network', () => {
    assert.deepEqual(readPlace(writePlace(detail)), detail);
    const { network: _, ...unknown } = { ...detail, isNewService: false, isNewNetwork: true };
    assert.deepEqual(readPlace(writePlace(unknown)), unknown);
  });

  it('is nothing without its service and its time', () => {
    const { network, isNewService, isNewNetwork, ...needed } = detail;
    for (const text of [undefined, ...OTHERS, ...broken(needed)])
      assert.equal(readPlace(text), undefined, text);
  });

  it('calls nothing new, and names no network, of which it can’t read that', () => {
    const others = { network: 7, isNewService: 'true', isNewNetwork: 1 };
    assert.deepEqual(readPlace(JSON.stringify({ ...detail, ...others })), {
      service: 'git',
      at: START,
      isNewService: false,
      isNewNetwork: false,
    });
  });
});

describe('what a notice keeps of news', () => {
  const known = { tokens: 3, ending: 1, organizations: ['contoso'] };

  it('is read as it was written', () => {
    const all: StockNews[] = [
      { known },
      { more: 2 },
      { changed: 4 },
      { known, more: 2, changed: 4 },
      { more: 0 },
    ];
    for (const news of all) assert.deepEqual(readStock(writeNews(news)), news);
    assert.deepEqual(readStock(writeNews({ known: { ...known, organizations: [] } })), {
      known: { ...known, organizations: [] },
    });
    for (const signedOut of ['ended', 'challenged'] as const)
      assert.equal(readSignedOut(writeNews({ signedOut })), signedOut);
  });

  it('is nothing where it is something else: earlier releases kept sentences', () => {
    for (const text of [...OTHERS, writeNews({ signedOut: 'ended' })])
      assert.equal(readStock(text), undefined, text);
    for (const text of [...OTHERS, writeNews({ known }), '{"signedOut":"other"}'])
      assert.equal(readSignedOut(text), undefined, text);
  });

  it('leaves out what is no count', () => {
    for (const count of ['-1', '1.5', '"2"', 'null', '9007199254740993', '[]']) {
      assert.equal(readStock(`{"more":${count}}`), undefined, count);
      assert.deepEqual(readStock(`{"more":${count},"changed":${count},"known":${JSON.stringify(known)}}`), {
        known,
      });
    }
  });

  it('knows no tokens where any of their counts or organizations can’t be read', () => {
    for (const part of [
      ...broken(known),
      '{"tokens":1,"ending":0,"organizations":["contoso",7]}',
      'null',
      '7',
    ])
      assert.deepEqual(readStock(`{"more":2,"known":${part}}`), { more: 2 }, part);
  });
});

describe('the list of ends that nobody answers', () => {
  const { tenantId, objectId } = ADA;
  const one = { ownerName: 'Ada Lovelace', tokenName: 'Laptop', isUnreachable: true, validTo: START };
  const some = (count: number) =>
    Array.from({ length: count }, (_, i) => ({
      ...one,
      owner: { tenantId, objectId },
      tokenId: `token-${i}`,
    }));

  it('names 15 tokens, and counts how many more there are', () => {
    assert.deepEqual(readUnanswered(writeUnanswered(some(2))), { tokens: [one, one], more: 0 });
    const many = readUnanswered(writeUnanswered(some(18)));
    assert.deepEqual([many.tokens.length, many.more], [15, 3]);
  });

  it('leaves out what can’t be read', () => {
    for (const text of [undefined, ...OTHERS])
      assert.deepEqual(readUnanswered(text), { tokens: [], more: 0 }, text);
    const { isUnreachable: _, ...needed } = one;
    const tokens = [...broken(needed), 'null', '7', JSON.stringify(one)];
    assert.deepEqual(readUnanswered(`{"tokens":[${tokens}],"more":"4"}`), { tokens: [one], more: 0 });
  });
});
