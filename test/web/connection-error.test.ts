import assert from 'node:assert/strict';
import { connectionErrorCode, wasNeverConnected } from '../../src/web/connection-error.ts';
import { startLoopbackServer } from '../support/loopback-server.ts';

describe('an error of fetch', () => {
  const failureAt = (url: string) =>
    fetch(url).then(
      () => assert.fail('there is an answer'),
      (error: unknown) => connectionErrorCode(error),
    );

  it('tells that a connection was never made', async () => {
    const server = await startLoopbackServer(() => {});
    await server.close();
    const code = await failureAt(server.url);
    assert.equal(code, 'ECONNREFUSED');
    assert.ok(wasNeverConnected(code));
  });

  it('tells that a connection broke, after which anything may have been done', async () => {
    const server = await startLoopbackServer((request) => request.socket.destroy());
    const code = await failureAt(server.url);
    await server.close();
    assert.ok(code !== undefined && /^(?:UND_ERR_SOCKET|ECONNRESET)$/.test(code), code);
    assert.equal(wasNeverConnected(code), false);
  });

  it('has no code when none of its causes has one of the system’s', () => {
    const circular = new Error('a');
    circular.cause = circular;
    const numbered = Object.assign(new Error('b'), { code: 23 });
    const wordy = Object.assign(new Error('c'), { code: 'something that was sent' });
    for (const error of [circular, numbered, wordy, 'text', undefined]) {
      assert.equal(connectionErrorCode(error), undefined);
    }
  });
});
