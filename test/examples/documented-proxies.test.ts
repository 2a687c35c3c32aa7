import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CLIENT_SECRET } from '../http/verification/setup.ts';
import { freePort } from '../support/free-port.ts';
import { describeIdentity } from './describe-identity.ts';
import { describeRefusals } from './describe-refusals.ts';
import { documented } from './documented.ts';
import { runInFolder } from './proxy-folder.ts';
import type { PublishedProxy } from './published-proxy.ts';
import { APACHE_TOOLS, startApache } from './start-apache.ts';
import { startCaddy } from './start-caddy.ts';
import { startNginx } from './start-nginx.ts';
import { adapted, says, startTool, TOOL_PATH } from './tools.ts';

type Places = Parameters<PublishedProxy['start']>[0];

/** The addresses of the page, and ours. */
function changes({ verifyPort, backendPort }: Places, port: number) {
  return {
    front: ['127.0.0.1:8084', `127.0.0.1:${port}`],
    verify: ['127.0.0.1:3979', `127.0.0.1:${verifyPort}`],
    back: ['127.0.0.1:8080', `127.0.0.1:${backendPort}`],
  } as const;
}

const NGINX: PublishedProxy = {
  tools: ['nginx'],
  start: (places) =>
    runInFolder(async (folder, port) => {
      const { front, verify, back } = changes(places, port);
      const http = adapted(await documented('nginx', 'nginx'), [front, verify, back]);
      const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
        (name) => `${name}_temp_path tmp/${name};`,
      );
      const main = 'daemon off; pid nginx.pid;\nerror_log stderr;\nevents {}';
      await mkdir(join(folder, 'tmp'));
      await writeFile(
        join(folder, 'nginx.conf'),
        `${main}\nhttp { access_log off; ${temporary.join(' ')}\n${http}}\n`,
      );
      return startNginx(folder);
    }),
};

const CADDY: PublishedProxy = {
  tools: ['caddy'],
  start: (places) =>
    runInFolder(async (folder, port) => {
      const { front, verify, back } = changes(places, port);
      const site = adapted(await documented('Caddy', 'caddyfile'), [front, verify, back]);
      return startCaddy(folder, `{\n\tadmin off\n}\n${site}`);
    }),
};

const HAPROXY: PublishedProxy = {
  tools: ['haproxy'],
  start: (places) =>
    runInFolder(async (folder, port) => {
      const { front, verify, back } = changes(places, port);
      const script = adapted(await documented('HAProxy', 'lua'), [verify]);
      await writeFile(join(folder, 'patkeeper.lua'), script);
      const configuration = adapted(await documented('HAProxy', 'haproxy'), [front, back]);
      await writeFile(join(folder, 'haproxy.cfg'), configuration);
      const child = startTool('haproxy', ['-W', '-db', '-f', 'haproxy.cfg'], folder);
      await says(child, /Loading success/);
      return child;
    }),
};

const APACHE: PublishedProxy = {
  tools: APACHE_TOOLS,
  introspects: true,
  start: (places) =>
    runInFolder(async (folder, port) => {
      const { front, verify, back } = changes(places, port);
      const tls = await freePort();
      const certificate = join(folder, 'listener.pem');
      const key = join(folder, 'listener.key');
      const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
      const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
      await promisify(execFile)(
        'openssl',
        [...['req', '-x509', ...kind, ...subject, '-keyout', key, '-out', certificate]],
        { env: { PATH: TOOL_PATH } },
      );
      await writeFile(join(folder, 'names.lua'), await documented('Apache', 'lua'));
      const sites = (await documented('Apache', 'apache'))
        .replaceAll(front[0], front[1])
        .replaceAll('127.0.0.1:3943', `127.0.0.1:${tls}`)
        .replaceAll('/etc/patkeeper/', `${folder}/`);
      return startApache(
        folder,
        adapted(sites, [
          verify,
          back,
          ['https://localhost:3943/', `https://localhost:${tls}/`],
          ['OIDCOAuthClientID gate', 'OIDCOAuthClientID ci'],
          ['OIDCOAuthClientSecret <a long secret>', `OIDCOAuthClientSecret "${CLIENT_SECRET}"`],
        ]),
      );
    }),
};

describe('the configuration of the page about verification for', () => {
  for (const [name, proxy] of Object.entries({ nginx: NGINX, Caddy: CADDY, HAProxy: HAPROXY }))
    describe(name, () => {
      describeIdentity(proxy);
      describeRefusals(proxy);
    });

  describe('Apache', () => describeIdentity(APACHE));
});
