import { readFile } from 'node:fs/promises';
import { describeIdentity } from './describe-identity.ts';
import { describeRefusals } from './describe-refusals.ts';
import { runInFolder } from './proxy-folder.ts';
import type { PublishedProxy } from './published-proxy.ts';
import { startCaddy } from './start-caddy.ts';
import { adapted } from './tools.ts';

const EXAMPLE = new URL('../../examples/caddy-api/Caddyfile', import.meta.url);

const PROXY: PublishedProxy = {
  tools: ['caddy'],
  start: ({ verifyPort, backendPort }) =>
    runInFolder(async (folder, port) => {
      const caddyfile = adapted(await readFile(EXAMPLE, 'utf8'), [
        ['127.0.0.1:8083', `127.0.0.1:${port}`],
        ['127.0.0.1:3979', `127.0.0.1:${verifyPort}`],
        ['127.0.0.1:8080', `127.0.0.1:${backendPort}`],
      ]);
      return startCaddy(folder, caddyfile);
    }),
};

describe('the example of Caddy and an API', () => {
  describeIdentity(PROXY);
  describeRefusals(PROXY);
});
