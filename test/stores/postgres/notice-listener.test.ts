import assert from 'node:assert/strict';
import sinon from 'sinon';
import type { Later } from '../../../src/core/clock.ts';
import { Secret } from '../../../src/core/secret.ts';
import { listenForNotices } from '../../../src/stores/postgres/notice-listener.ts';
import { createSilentLog } from '../../support/silent-log.ts';

describe('the listener for due notices', () => {
  it('tries again when the file of a certificate is away, and says which', async () => {
    const query = '?sslmode=verify-full&sslrootcert=/nowhere/ca.pem';
    const databaseUrl = new Secret(`postgres://ada:secret@127.0.0.1:1/patkeeper${query}`);
    const log = createSilentLog();
    const cancel = sinon.spy();
    const later = sinon.fake.returns(cancel) as sinon.SinonSpy<Parameters<Later>, ReturnType<Later>>;
    const listener = listenForNotices({ databaseUrl, log, onNotice: () => {}, later });
    later.firstCall.args[1]();
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(later.callCount, 2);
    assert.deepEqual(
      log.lines.map(({ level }) => level),
      ['warn', 'warn'],
    );
    const [line] = log.lines;
    const err = line !== undefined && 'err' in line.fields ? line.fields.err : undefined;
    assert.match(String(err), /\/nowhere\/ca\.pem/);
    await listener.close();
    sinon.assert.calledOnce(cancel);
  });
});
