import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/free-port.ts';
import type { Backend } from './node-backend.ts';
import { startFcgiwrap } from './start-fcgiwrap.ts';
import { startNginx } from './start-nginx.ts';
import { endTool } from './tools.ts';

/** Programs that the backend consists of. */
export const CGI_TOOLS: readonly string[] = ['nginx', 'fcgiwrap', 'perl'];

/** Keeps all of its variables, each ended by NUL, and a line feed at the end of each request, in `.seen` beside it. */
const PROGRAM = `#!/usr/bin/perl
local $/;
my $body = <STDIN>;
open(my $seen, '>>', "$0.seen") or die $!;
syswrite($seen, join('', map { "$_=$ENV{$_}\\0" } sort keys %ENV) . "\\n");
print "Content-Type: text/plain\\r\\nContent-Length: 2\\r\\n\\r\\nok";
`;

/** A CGI program that keeps what it is asked. */
export interface CgiProgram {
  readonly path: string;
  /** The variables of each request since it was last asked. */
  taken(): Promise<readonly (readonly [name: string, value: string])[][]>;
}

/** Writes the program into a folder. */
export async function writeCgiProgram(folder: string): Promise<CgiProgram> {
  const path = join(folder, 'program');
  const kept = `${path}.seen`;
  await writeFile(kept, '');
  await writeFile(path, PROGRAM, { mode: 0o755 });
  return {
    path,
    async taken() {
      const records = (await readFile(kept, 'utf8')).split('\0\n').slice(0, -1);
      await truncate(kept);
      return records.map((record) =>
        record.split('\0').map((variable) => {
          const equals = variable.indexOf('=');
          return [variable.slice(0, equals), variable.slice(equals + 1)] as const;
        }),
      );
    },
  };
}

/** Starts a CGI program behind a web server that hands on headers of every name, as WSGI and PHP servers do. */
export async function startCgiBackend(): Promise<Backend> {
  const folder = await mkdtemp(join(tmpdir(), 'patkeeper-cgi-'));
  const program = await writeCgiProgram(folder);
  const port = await freePort();
  await mkdir(join(folder, 'tmp'));
  await writeFile(join(folder, 'nginx.conf'), configuration(port, program.path));
  const children = [await startFcgiwrap(folder), await startNginx(folder)];
  return {
    port,
    taken: async () =>
      (await program.taken()).map((variables) => ({
        line: variables.find(([name]) => name === 'REQUEST_URI')?.[1] ?? '',
        headers: variables.filter(([name]) => name.startsWith('HTTP_')),
      })),
    async close() {
      await Promise.all(children.map(endTool));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function configuration(port: number, program: string): string {
  return `daemon off;
worker_processes 1;
pid nginx.pid;
error_log stderr;
events {}
http {
  access_log off;
  client_body_temp_path tmp/body;
  proxy_temp_path tmp/proxy;
  fastcgi_temp_path tmp/fastcgi;
  uwsgi_temp_path tmp/uwsgi;
  scgi_temp_path tmp/scgi;
  underscores_in_headers on;
  ignore_invalid_headers off;
  server {
    listen 127.0.0.1:${port};
    location / {
      fastcgi_pass unix:fcgiwrap.sock;
      fastcgi_param SCRIPT_FILENAME ${program};
      fastcgi_param REQUEST_METHOD $request_method;
      fastcgi_param REQUEST_URI $request_uri;
      fastcgi_param CONTENT_TYPE $content_type;
      fastcgi_param CONTENT_LENGTH $content_length;
    }
  }
}
`;
}
