import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from './support/child-environment.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const TSX = import.meta.resolve('tsx');

interface Run {
  readonly child: ChildProcess;
  readonly exit: Promise<number | null>;
  out(): string;
  err(): string;
  /** Resolves when the process has printed this. */
  printed(text: string): Promise<void>;
}

describe('the program', function () {
  // Each test starts whole processes, several seconds on a busy machine.
  this.timeout(30_000);

  let folder: string;
  const runs: Run[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'patkeeper-main-'));
  });

  afterEach(async () => {
    for (const { child } of runs.splice(0)) child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  function run(env: Readonly<Record<string, string>> = {}): Run {
    const child = spawn(process.execPath, ['--import', TSX, MAIN], {
      cwd: folder,
      env: childEnvironment({ PORT: '0', VERIFY_PORT: '0', LOCAL_CHAT_PORT: '0', ...env }),
    });
    const texts = { out: '', err: '' };
    const waiting = new Set<() => void>();
    for (const [stream, key] of [[child.stdout, 'out'] as const, [child.stderr, 'err'] as const]) {
      stream.on('data', (chunk: Buffer) => {
        texts[key] += chunk.toString();
        for (const check of waiting) check();
      });
    }
    const exit = new Promise<number | null>((resolve) => child.once('close', resolve));
    const started: Run = {
      child,
      exit,
      out: () => texts.out,
      err: () => texts.err,
      printed: (text) =>
        new Promise((resolve, reject) => {
          const check = (): void => {
            if (texts.out.includes(text)) resolve();
          };
          waiting.add(check);
          check();
          void exit.then((code) => reject(new Error(`ended with ${code}: ${texts.out}${texts.err}`)));
        }),
    };
    runs.push(started);
    return started;
  }

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`says where to click and what to type, and ends with 0 on ${signal}`, async () => {
      const service = run();
      await service.printed('Stop with Ctrl-C');
      assert.match(service.out(), /Open http:\/\/127\.0\.0\.1:\d+ and type \/pat new/);
      service.child.kill(signal);
      assert.equal(await service.exit, 0);
    });
  }

  it('serves a page that loads in local mode', async () => {
    const service = run();
    await service.printed('Stop with Ctrl-C');
    const [, url = ''] = /Open (\S+)/.exec(service.out()) ?? [];
    const page = await fetch(url);
    assert.equal(page.status, 200);
    assert.match(await page.text(), /Patkeeper/);
  });

  it('lists everything that is wrong with its settings, without a stack, and ends with 1', async () => {
    const service = run({ PORT: 'http', STORE: 'mongo', MAX_LIFESPAN_DAYS: '9999' });
    assert.equal(await service.exit, 1);
    for (const name of ['PORT', 'STORE', 'MAX_LIFESPAN_DAYS'])
      assert.match(service.err(), new RegExp(`  ${name} `));
    assert.doesNotMatch(service.err(), /\n\s+at /);
  });

  it('reads .env, and the environment goes before it', async () => {
    await writeFile(join(folder, '.env'), 'PORT=nonsense\nMAX_LIFESPAN_DAYS=9999\n');
    const service = run();
    assert.equal(await service.exit, 1);
    assert.match(service.err(), /MAX_LIFESPAN_DAYS/);
    assert.doesNotMatch(service.err(), /PORT/);
  });

  it('refuses to listen for others without credentials', async () => {
    const service = run({ HOST: '0.0.0.0' });
    assert.equal(await service.exit, 1);
    assert.match(service.err(), /HOST/);
  });

  it('refuses a data folder with a damaged document, names the file and leaves it alone', async () => {
    const first = run();
    await first.printed('Stop with Ctrl-C');
    first.child.kill('SIGTERM');
    await first.exit;
    const document = join(folder, 'data', 'people', 'tenant_person.json');
    await writeFile(document, '{"version":1,');
    const second = run();
    assert.equal(await second.exit, 1);
    assert.match(second.err(), /tenant_person\.json/);
    assert.doesNotMatch(second.err(), /\n\s+at /);
  });

  it('with credentials has neither the local chat nor a clock to move, and answers strangers 401', async () => {
    const service = run({
      MicrosoftAppType: 'SingleTenant',
      MicrosoftAppId: '22222222-2222-4222-8222-222222222222',
      MicrosoftAppPassword: 'a password for this test',
      MicrosoftAppTenantId: '11111111-1111-4111-8111-111111111111',
      LOCAL_CHAT_PORT: '',
    });
    await service.printed('Stop with Ctrl-C');
    assert.doesNotMatch(service.out(), /Open http/);
    const [, url = ''] = /Bot: (\S+?)\. /.exec(service.out()) ?? [];
    const activity = {
      type: 'message',
      channelId: 'msteams',
      serviceUrl: 'http://127.0.0.1/',
      text: '/pat clock +1h',
    };
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(activity),
    });
    assert.equal(answer.status, 401);
    for (const path of ['/', '/local/clock', '/connector/v3/conversations']) {
      assert.equal((await fetch(new URL(path, url))).status, 404);
    }
  });
});
