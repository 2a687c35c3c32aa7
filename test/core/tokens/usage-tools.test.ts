import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { generateSecret } from '../../../src/core/secrets/secret.ts';

import { childEnvironment } from '../../support/child-environment.ts';
import { type LoopbackServer, startLoopbackServer } from '../../support/loopback-server.ts';
import { skipUntested } from '../../support/skip-untested.ts';
import { usageOf } from './usage-of.ts';

interface Outcome {
  readonly status: number | null;
  readonly output: string;
}

const secret = generateSecret().secret.reveal();
const { PATH = '' } = process.env;

/** What a server is told by a user of that name with the secret as password. */
const basic = (user: string) => `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`;
const knows = (authorization = '') => ['patkeeper', ''].map(basic).includes(authorization);

describe('the usage lines in the real tools', function () {
  this.timeout(60_000);

  let folder: string;
  let server: LoopbackServer;
  let status: number;
  let asked: { readonly url: string; readonly authorization: string | undefined }[];
  const running = new Set<ChildProcess>();

  beforeEach(async () => {
    asked = [];
    status = 200;
    folder = await mkdtemp(join(tmpdir(), 'patkeeper-usage-'));
    server = await startLoopbackServer(({ url = '', headers }, response) => {
      asked.push({ url, authorization: headers.authorization });
      // Tools send a password only where they were asked for one, and Git an empty one first.
      response.statusCode = knows(headers.authorization) ? status : 401;
      if (response.statusCode === 401) response.setHeader('WWW-Authenticate', 'Basic realm="Patkeeper"');
      response.setHeader('Content-Type', 'application/json');
      response.end('{}');
    });
  });

  afterEach(async () => {
    for (const child of running) child.kill('SIGKILL');
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  function section(tool: string): { readonly script: string; readonly command: string } {
    const sections = usageOf({
      authority: 'builtin',
      organization: 'internal',
      organizationUrl: server.url,
      scopes: [],
    });
    const found = sections.find((one) => one.tool === tool) ?? assert.fail(`no section ${tool}`);
    return { script: found.lines.join('\n'), command: found.command ?? '' };
  }

  /** Runs a script as a person does who pastes it and then the secret, with nothing of this machine's own settings. */
  async function paste(script: string, more: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    const env = childEnvironment({
      HOME: folder,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
      ...more,
    });
    const child = spawn('bash', ['-c', script], { cwd: folder, env, stdio: 'pipe' });
    running.add(child);
    // A script that asks for nothing may be over before the secret is written.
    child.stdin.on('error', () => {});
    child.stdin.end(`${secret}\n`);
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once('close', resolve).once('error', reject);
    });
    const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    running.delete(child);
    return { status: code, output: out + err };
  }

  /** Puts a stand-in before a tool, which writes down the arguments that the list of processes would show. */
  async function watched(tool: string): Promise<{ env: { PATH: string }; seen(): Promise<string> }> {
    const bin = join(folder, 'bin');
    const seen = join(folder, `${tool}-arguments`);
    const real = (await paste(`command -v ${tool}`)).output.trim();
    await mkdir(bin, { recursive: true });
    await writeFile(
      join(bin, tool),
      `#!/bin/sh\nprintf '%s\\n' "$@" >> '${seen}'\nPATH="\${PATH#*:}" exec '${real}' "$@"\n`,
    );
    await chmod(join(bin, tool), 0o755);
    return { env: { PATH: bin + delimiter + PATH }, seen: () => readFile(seen, 'utf8') };
  }

  it('are lines that a shell understands', function () {
    need(this, 'bash');
    for (const authority of ['builtin', 'azure-devops'] as const) {
      for (const { tool, lines } of usageOf({ authority, organization: 'internal', scopes: [] })) {
        if (tool === 'npm') continue;
        const { status: code, stderr } = spawnSync('bash', ['-n'], { input: lines.join('\n') });
        assert.deepEqual([code, String(stderr)], [0, ''], tool);
      }
    }
  });

  it('make Git ask for the password alone, and send it', async function () {
    need(this, 'bash', 'git');
    status = 403;
    const askpass = join(folder, 'askpass');
    await writeFile(askpass, `#!/bin/sh\necho "$1" >> '${folder}/questions'\necho '${secret}'\n`);
    await chmod(askpass, 0o755);
    const { output } = await paste(section('git').script, { GIT_ASKPASS: askpass });
    assert.match(output, /403/);
    assert.equal(asked.at(-1)?.url, '/REPOSITORY.git/info/refs?service=git-upload-pack');
    assert.equal(asked.at(-1)?.authorization, basic('patkeeper'));
    const questions = (await readFile(join(folder, 'questions'), 'utf8')).trim().split('\n');
    const asUser = server.url.replace('://', '://patkeeper@');
    assert.deepEqual(questions, [`Password for '${asUser}':`]);
  });

  it('make Git remember the token for that host', async function () {
    need(this, 'bash', 'git');
    const tool = await watched('git');
    // The one helper that every Git has, in place of the one that is named, as the note says.
    const { script } = section('git-credentials');
    const stored = await paste(
      script.replace('credential.helper manager', 'credential.helper store'),
      tool.env,
    );
    assert.deepEqual(stored, { status: 0, output: '' });
    const url = `protocol=http\\nhost=${new URL(server.url).host}\\n\\n`;
    const filled = await paste(`printf '${url}' | git credential fill`);
    assert.match(filled.output, /^username=patkeeper$/m);
    assert.ok(filled.output.split('\n').includes(`password=${secret}`));
    assert.doesNotMatch(await tool.seen(), /pkt_/);
    status = 403;
    await paste(section('git').script);
    assert.equal(asked.at(-1)?.authorization, basic('patkeeper'));
  });

  it('make npm send the token to the registry', async function () {
    need(this, 'bash', 'npm', 'base64');
    const { script, command } = section('npm');
    const encoded = await paste(command);
    assert.equal(encoded.output, Buffer.from(secret).toString('base64'));
    await writeFile(join(folder, '.npmrc'), script.replace('<your token>', encoded.output));
    const { output } = await paste('npm ping --fetch-retries=0 --no-update-notifier');
    assert.match(output, /PONG/, output);
    assert.deepEqual(asked, [{ url: '/npm/-/ping', authorization: basic('patkeeper') }]);
  });

  it('make curl send the token, which no list of processes shows', async function () {
    need(this, 'bash', 'curl');
    const tool = await watched('curl');
    const { script } = section('curl');
    const { output } = await paste(script, tool.env);
    assert.match(output, /^\{\}/);
    assert.deepEqual(asked, [{ url: '/', authorization: basic('') }]);
    const seen = await tool.seen();
    assert.match(seen, /127\.0\.0\.1/);
    assert.doesNotMatch(seen, /pkt_/);
  });
});

/** Skips a test whose tools this machine lacks. */
function need(test: Mocha.Context, ...tools: readonly string[]): void {
  skipUntested(
    test,
    tools.filter((tool) => spawnSync(tool, ['--version']).error !== undefined),
  );
}
