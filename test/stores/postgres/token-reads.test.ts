import assert from 'node:assert/strict';
import { Secret } from '../../../src/core/secrets/secret.ts';
import type { Token } from '../../../src/core/tokens/token.ts';
import type { Connection } from '../../../src/stores/postgres/connection.ts';
import { createDatabase, type Database } from '../../../src/stores/postgres/database.ts';
import { createTokenReads } from '../../../src/stores/postgres/token-reads.ts';
import { ada, ben, DAY, insertOf, renewalOf, START, silentLog, syncOf, tokenOf } from '../fixtures.ts';
import { type OpenedPostgresStore, openedPostgresStore } from './opened-postgres-store.ts';

/** More than two readings, the last one not full. */
const COUNT = 1_201;

describe('a person who has more tokens than are read at a time', function () {
  this.timeout(60_000);
  let opened: OpenedPostgresStore;
  let database: Database;
  let tokens: readonly Token[];

  before(async () => {
    opened = await openedPostgresStore();
    database = createDatabase({ databaseUrl: new Secret(opened.databaseUrl), log: silentLog });
    tokens = Array.from({ length: COUNT }, (_, n) => tokenOf(ada, { validTo: START + 30 * DAY + (n % 7) }));
    await opened.store.watches.syncTokens(
      syncOf(ada, { found: tokens.map((token) => ({ token, notices: [], event: insertOf(token).event })) }),
    );
    await opened.store.tokens.insert(insertOf(tokenOf(ben)));
  });
  after(async () => {
    await database.close();
    await opened.close();
  });

  const idsInOrder = (): string[] =>
    [...tokens].sort((a, b) => a.validTo - b.validTo || (a.id < b.id ? -1 : 1)).map(({ id }) => id);
  const idsOf = (listed: readonly Token[]): string[] => listed.map(({ id }) => id);

  it('has all of them listed, each once and in order, and nobody else’s', async () => {
    const listed = await opened.store.tokens.list(ada);
    assert.deepEqual(idsOf(listed), idsInOrder());
    assert.deepEqual(new Set(listed), new Set(tokens));
    assert.equal((await opened.store.tokens.list(ben)).length, 1);
  });

  it('has them read a part at a time, which all show the same moment', async () => {
    let readings = 0;
    const [moved] = idsInOrder();
    const between = async (): Promise<void> => {
      readings += 1;
      if (readings !== 2) return;
      // Its new end is behind all that was read so far.
      const token = tokens.find(({ id }) => id === moved) ?? assert.fail();
      assert.ok(await opened.store.tokens.change(renewalOf(token, START + 90 * DAY)));
    };
    const watched: Database = {
      ...database,
      snapshot: (work) =>
        database.snapshot((connection, repeated) => {
          const query: Connection['query'] = async (statement, values) => {
            await between();
            const rows = await connection.query<never>(statement, values);
            assert.ok(rows.length <= 500);
            return rows;
          };
          return work({ query }, repeated);
        }),
    };
    const expected = idsInOrder();
    assert.deepEqual(idsOf(await createTokenReads(watched).list(ada)), expected);
    assert.equal(readings, 3);
    assert.equal((await opened.store.tokens.list(ada)).at(-1)?.id, moved);
  });
});
