import type { ChildProcess } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { appears, startTool } from './tools.ts';

/** Where Debian has them. */
const MODULES = '/usr/lib/apache2/modules';
const LOADED = [
  ...['mpm_event', 'authn_core', 'authz_core', 'authz_user', 'env', 'headers', 'lua', 'socache_shmcb'],
  ...['ssl', 'proxy', 'proxy_http', 'auth_openidc'],
];

/** What the tests of Apache need. */
export const APACHE_TOOLS: readonly string[] = [
  'apache2',
  'openssl',
  `${MODULES}/mod_auth_openidc.so`,
  `${MODULES}/mod_lua.so`,
];

/** Starts Apache with these virtual hosts, in a folder of its own; resolves when it listens. */
export async function startApache(folder: string, sites: string): Promise<ChildProcess> {
  const isRoot = process.getuid?.() === 0;
  const configuration = [
    ...LOADED.map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`),
    `ServerRoot ${folder}`,
    `DefaultRuntimeDir ${folder}`,
    'ServerName localhost',
    'PidFile apache.pid',
    'ErrorLog error.log',
    // As much as the requests of the tests need, on a machine that does other things too.
    'StartServers 1',
    ...(isRoot ? ['User nobody', 'Group nogroup'] : []),
    sites,
  ];
  await writeFile(join(folder, 'apache.conf'), configuration.join('\n'));
  const ready = appears(folder, 'apache.pid');
  const child = startTool('apache2', ['-D', 'FOREGROUND', '-d', folder, '-f', 'apache.conf'], folder);
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const ended = new Promise<never>((_, reject) => {
    child.once('exit', () => reject(new Error(`apache2 did not start: ${said}`)));
  });
  await Promise.race([ready, ended]);
  return child;
}
