import assert from 'node:assert/strict';
import { createPatience } from '../../src/core/timing/patience.ts';
import { createEntraHttp, EntraUnreachable } from '../../src/identity/entra-http.ts';
import { startLoopbackServer } from '../support/loopback-server.ts';

describe('a request to Microsoft Entra', () => {
  it('ends as if its time were over when the patience with Entra is', async () => {
    let isAsked = (): void => {};
    const asked = new Promise<void>((resolve) => (isAsked = resolve));
    const server = await startLoopbackServer(() => isAsked());
    const patience = createPatience();
    const http = createEntraHttp({ timeoutMs: 60_000, patience });
    const late = (error: unknown) =>
      error instanceof EntraUnreachable && error.message.endsWith(': no answer in time');
    const ended = assert.rejects(http.send(server.url, 'GET'), late);
    await asked;
    patience.end();
    await ended;
    await assert.rejects(http.send(server.url, 'POST'), late);
    await server.close();
  });
});
