import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeIdentity } from './describe-identity.ts';
import { describeRefusals } from './describe-refusals.ts';
import { runInFolder } from './proxy-folder.ts';
import type { PublishedProxy } from './published-proxy.ts';
import { startNginx } from './start-nginx.ts';
import { adapted } from './tools.ts';

const EXAMPLE = new URL('../../examples/npm-registry/nginx.conf', import.meta.url);

const PROXY: PublishedProxy = {
  tools: ['nginx'],
  start: ({ verifyPort, backendPort }) =>
    runInFolder(async (folder, port) => {
      await mkdir(join(folder, 'tmp'));
      await writeFile(
        join(folder, 'nginx.conf'),
        adapted(await readFile(EXAMPLE, 'utf8'), [
          ['listen 127.0.0.1:8082;', `listen 127.0.0.1:${port};`],
          ['http://127.0.0.1:3979/', `http://127.0.0.1:${verifyPort}/`],
          ['http://127.0.0.1:4873;', `http://127.0.0.1:${backendPort};`],
        ]),
      );
      return startNginx(folder);
    }),
};

describe('the example of nginx and an npm registry', () => {
  describeIdentity(PROXY);
  describeRefusals(PROXY);
});
