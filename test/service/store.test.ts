import assert from 'node:assert/strict';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openStore } from '../../src/service/store.ts';
import { ada, recordOf, START } from '../stores/fixtures.ts';
import { openLowdb, temporaryFolder } from '../stores/lowdb/opened-lowdb-store.ts';
import { createFixedClock } from '../support/fixed-clock.ts';
import { createSilentLog } from '../support/silent-log.ts';

describe('the opened store', () => {
  it('deletes at its start what ended while nothing ran, with nobody asking for it', async () => {
    const dataDir = await temporaryFolder();
    const before = await openLowdb(dataDir);
    const record = recordOf(ada, { sealed: 'v1.sealed-sign-in', expiresAt: START });
    await before.records.save(record);
    await before.close();
    const opened = await openStore({
      config: { dataDir, store: { kind: 'lowdb' } },
      clock: createFixedClock(START + 1),
      log: createSilentLog(),
      onFatal: (error) => {
        throw error;
      },
    });
    opened.attend(() => {});
    await opened.close(); // waits for what was begun
    for (const name of await readdir(join(dataDir, 'people')))
      assert.ok(!(await readFile(join(dataDir, 'people', name), 'utf8')).includes(record.sealed), name);
    await rm(dataDir, { recursive: true });
  });
});
