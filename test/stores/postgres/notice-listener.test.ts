import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Secret } from '../../../src/core/secrets/secret.ts';
import { listenForNotices } from '../../../src/stores/postgres/notice-listener.ts';
import { createFixedClock } from '../../support/fixed-clock.ts';
import { createSilentLog } from '../../support/silent-log.ts';

describe('the listener for due notices', () => {
  it('tries twice a second where no PostgreSQL answers, and says so once', async () => {
    let tries = 0;
    const nobody = createServer((socket) => {
      tries += 1;
      socket.destroy();
    }).listen(0, '127.0.0.1');
    await once(nobody, 'listening');
    const { port } = nobody.address() as AddressInfo;
    const clock = createFixedClock();
    const log = createSilentLog();
    const databaseUrl = new Secret(`postgres://user:secret@127.0.0.1:${port}/database`);
    const listener = listenForNotices({ databaseUrl, log, onNotice: assert.fail, later: clock.later });
    for (let expected = 1; expected <= 4; expected += 1) {
      while (clock.waiting() === 0) await new Promise((resolve) => setImmediate(resolve));
      assert.equal(tries, expected);
      clock.advance(500);
    }
    await listener.close();
    nobody.close();
    assert.deepEqual(
      log.lines.map(({ level }) => level),
      ['warn'],
    );
  });

  it('tries again when the file of a certificate is away, and says which', async () => {
    const query = '?sslmode=verify-full&sslrootcert=/nowhere/ca.pem';
    const databaseUrl = new Secret(`postgres://ada:secret@127.0.0.1:1/patkeeper${query}`);
    const clock = createFixedClock();
    const log = createSilentLog();
    const listener = listenForNotices({ databaseUrl, log, onNotice: assert.fail, later: clock.later });
    for (let tries = 1; tries <= 3; tries += 1) {
      while (clock.waiting() === 0) await new Promise((resolve) => setImmediate(resolve));
      clock.advance(500);
    }
    const [line] = log.lines;
    const err = line !== undefined && 'err' in line.fields ? line.fields.err : undefined;
    assert.match(String(err), /\/nowhere\/ca\.pem/);
    await listener.close();
    assert.equal(clock.waiting(), 0);
  });
});
