import assert from 'node:assert/strict';
import { type LoopbackServer, startLoopbackServer } from '../support/loopback-server.ts';
import { get } from './attempt.ts';
import { exchange } from './exchange.ts';
import { type Backend, startNodeBackend } from './node-backend.ts';
import type { PublishedProxy, RunningProxy } from './published-proxy.ts';
import { needTools } from './tools.ts';

/** HAProxy tries for three seconds to reach Patkeeper. */
const PATIENCE_MS = 20_000;

/** Describes what a proxy that we publish answers when Patkeeper lets nobody pass. */
export function describeRefusals({ tools, start }: PublishedProxy): void {
  describe('when Patkeeper', function () {
    this.timeout(30_000);
    let patkeeper: LoopbackServer;
    let backend: Backend;
    let proxy: RunningProxy;
    let answered: readonly [status: number, headers: Record<string, string>];

    before(async function () {
      await needTools(this, tools);
      patkeeper = await startLoopbackServer((_, response) => {
        response.writeHead(...answered);
        response.end();
      });
      backend = await startNodeBackend();
      proxy = await start({ verifyPort: patkeeper.port, backendPort: backend.port });
    });

    after(async () => {
      await proxy?.stop();
      await backend?.close();
      await patkeeper?.close();
    });

    async function ask() {
      const answer = await exchange(
        proxy.port,
        get('', []).bytes(`127.0.0.1:${proxy.port}`, 'Bearer x'),
        PATIENCE_MS,
      );
      assert.deepEqual(await backend.taken(), []);
      return answer;
    }

    for (const status of [400, 404, 405])
      it(`says ${status}, a mistake in the proxy's configuration, it says whom to tell`, async () => {
        answered = [status, {}];
        const answer = await ask();
        assert.equal(answer.status, 500);
        assert.match(answer.text, /tell its administrator/);
      });

    it('says 401, it asks for a token', async () => {
      answered = [401, { 'WWW-Authenticate': 'Basic realm="Patkeeper"' }];
      const answer = await ask();
      assert.equal(answer.status, 401);
      assert.match(answer.text, /^www-authenticate: Basic realm="Patkeeper"\r$/im);
    });

    it('says 403, so does it', async () => {
      answered = [403, { 'X-Auth-Missing': 'scope vso.work' }];
      assert.equal((await ask()).status, 403);
    });

    it('says 429, it passes that on, with how long to wait', async () => {
      answered = [429, { 'Retry-After': '17' }];
      const answer = await ask();
      assert.equal(answer.status, 429);
      assert.match(answer.text, /^retry-after: 17\r$/im);
    });

    it('says 503, so does it, and never 401, for which git throws tokens away', async () => {
      answered = [503, { 'Retry-After': '5' }];
      assert.equal((await ask()).status, 503);
    });

    it('is not there, it says so with 502 or 503', async () => {
      await patkeeper.close();
      assert.match(String((await ask()).status), /^50[23]$/);
    });
  });
}
