import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { access, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildPrograms } from '../support/build-programs.ts';
import { childEnvironment } from '../support/child-environment.ts';

const TENANT = '11111111-1111-4111-8111-111111111111';
const CREDENTIALS = {
  MicrosoftAppType: 'SingleTenant',
  MicrosoftAppId: '22222222-2222-4222-8222-222222222222',
  MicrosoftAppPassword: 'a password for this test',
  MicrosoftAppTenantId: TENANT,
  LOCAL_CHAT_PORT: '',
};

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

  /** In local mode with everything open, unless settings or arguments say otherwise. */
  function run(env: Readonly<Record<string, string>> = {}): Run {
    return runAs([buildPrograms().programOf('src/patkeeper.ts'), 'serve'], {
      MODE: 'local',
      LOCAL_KEY: 'off',
      ...env,
    });
  }

  /** As `npm start` runs it: nobody said which mode it is. */
  function runUnset(env: Readonly<Record<string, string>> = {}, ...args: string[]): Run {
    return runAs([buildPrograms().programOf('src/patkeeper.ts'), 'serve', ...args], env);
  }

  function runAs(args: readonly string[], env: Readonly<Record<string, string>>): Run {
    const child = spawn(process.execPath, args, {
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
      const service = runUnset({}, '--local-if-unset');
      await service.printed('Stop with Ctrl-C');
      assert.match(service.out(), /Open http:\/\/127\.0\.0\.1:\d+\/\?key=[\w-]{43} and type \/pat new/);
      service.child.kill(signal);
      assert.equal(await service.exit, 0);
    });
  }

  it('drains on SIGTERM as long as it is told to, and a second signal ends that', async () => {
    const service = run({ DRAIN_SECONDS: '300' });
    await service.printed('Stop with Ctrl-C');
    const [, url = ''] = /Bot: (\S+?)\. /.exec(service.out()) ?? [];
    service.child.kill('SIGTERM');
    await service.printed('draining');
    assert.equal((await fetch(new URL('/readyz', url))).status, 503);
    assert.equal((await fetch(new URL('/healthz', url))).status, 200);
    service.child.kill('SIGTERM');
    assert.equal(await service.exit, 0);
  });

  it('names its release in the first line of the log', async () => {
    const service = run();
    await service.printed('Stop with Ctrl-C');
    const [first = ''] = service.out().split('\n');
    assert.match(first, /Patkeeper starts\..*version="\d+\.\d+\.\d+/);
  });

  it('serves a page that loads in local mode', async () => {
    const service = run();
    await service.printed('Stop with Ctrl-C');
    const [, url = ''] = /Open (\S+)/.exec(service.out()) ?? [];
    const page = await fetch(url);
    assert.equal(page.status, 200);
    assert.match(await page.text(), /Patkeeper/);
  });

  it('lists everything that is wrong with its settings, without a stack, and ends with 78', async () => {
    const service = run({ PORT: 'http', STORE: 'mongo', MAX_LIFESPAN_DAYS: '9999' });
    assert.equal(await service.exit, 78);
    for (const name of ['PORT', 'STORE', 'MAX_LIFESPAN_DAYS'])
      assert.match(service.err(), new RegExp(`  ${name} `));
    assert.doesNotMatch(service.err(), /\n\s+at /);
  });

  it('reads .env, and the environment goes before it', async () => {
    await writeFile(join(folder, '.env'), '# ours\nPORT=nonsense\n\nMAX_LIFESPAN_DAYS="9999" # days\n');
    const service = run();
    assert.equal(await service.exit, 78);
    assert.match(service.err(), /MAX_LIFESPAN_DAYS/);
    assert.doesNotMatch(service.err(), /PORT/);
  });

  it('reads the secrets that .env and the environment name files for, and prints none', async () => {
    await writeFile(join(folder, 'pepper'), 'too short\n');
    await writeFile(join(folder, '.env'), 'TOKEN_PEPPER_FILE=pepper\n');
    const service = run();
    assert.equal(await service.exit, 78);
    assert.match(service.err(), /TOKEN_PEPPER is too short/);
    const missing = run({ TOKEN_PEPPER_FILE: 'nowhere' });
    assert.equal(await missing.exit, 78);
    assert.match(missing.err(), /TOKEN_PEPPER_FILE names a file that can't be read \(ENOENT\)/);
  });

  it('refuses to listen for others without credentials', async () => {
    const service = run({ HOST: '0.0.0.0' });
    assert.equal(await service.exit, 78);
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

  describe('without a word on its mode', () => {
    it('does not start, and says where credentials may have got lost', async () => {
      for (const service of [runUnset(), runUnset({ ALLOWED_TENANTS: TENANT })]) {
        assert.equal(await service.exit, 78);
        assert.match(service.err(), /MODE is missing.*no bot credentials.*right folder.*secret store/s);
        assert.equal(service.out(), '');
      }
    });

    it('takes local mode for npm start alone, and not where anything speaks of a service, empty or not', async () => {
      await writeFile(join(folder, '.env'), 'ALLOWED_TENANTS=\n');
      const service = runUnset({ DATABASE_URL: '' }, '--local-if-unset');
      assert.equal(await service.exit, 78);
      assert.match(service.err(), /MODE is missing, although DATABASE_URL, ALLOWED_TENANTS are there/);
    });

    it('takes nothing behind its name that it does not know', async () => {
      const service = runUnset({}, '--local-if-unsett');
      assert.equal(await service.exit, 2);
      assert.match(
        service.err(),
        /^Unknown option '--local-if-unsett'\. Write: patkeeper serve \[--local-if-unset\]\n$/,
      );
    });
  });

  it('does not open data that served Teams in local mode, and says how that can be asked for', async () => {
    await mkdir(join(folder, 'data'));
    await writeFile(join(folder, 'data', 'served-teams'), '');
    const service = runUnset({}, '--local-if-unset');
    assert.equal(await service.exit, 1);
    assert.match(service.err(), /^These data served Microsoft Teams.*LOCAL_DATA=yes/);
  });

  it('warns at each start when LOCAL_KEY opens everything, and prints no key then', async () => {
    const service = run();
    await service.printed('Stop with Ctrl-C');
    assert.match(service.out(), /warn +LOCAL_KEY=off: every account and program of this machine/);
    assert.match(service.out(), /Open http:\/\/127\.0\.0\.1:\d+ and type/);
  });

  it('tells the key where there is no page to open', async () => {
    const service = run({ LOCAL_KEY: '', LOCAL_CHAT: 'off' });
    await service.printed('Stop with Ctrl-C');
    const [, key = ''] = /X-Local-Key: (\S+)/.exec(service.out()) ?? [];
    const [, url = ''] = /Bot: (\S+?)\. /.exec(service.out()) ?? [];
    const post = (headers: Record<string, string>) => fetch(url, { method: 'POST', headers, body: '{}' });
    assert.equal((await post({ 'Content-Type': 'application/json' })).status, 401);
    assert.equal((await post({ 'Content-Type': 'application/json', 'X-Local-Key': key })).status, 403);
  });

  for (const [line, sentence, code] of [
    ['FORBIDDEN_SCOPES vso.code', /\.env has a line that sets nothing: number 2/, 1],
    ['FORBIDDEN_SCOPES', /number 2/, 1],
    ['LOG_LEVEL=', /\.env sets LOG_LEVEL twice, the second time in line 2\. Keep one/, 1],
    ['=x', /number 2/, 1],
    ['FORBIDEN_SCOPES=vso.code', /FORBIDEN_SCOPES is in \.env.*Did you mean FORBIDDEN_SCOPES/s, 78],
    ['NODE_OPTIONS=--inspect', /NODE_OPTIONS is in \.env, but is not a setting/, 78],
  ] as const) {
    it(`does not start with the line ${line} in .env`, async () => {
      await writeFile(join(folder, '.env'), `LOG_LEVEL="warn"\n${line}\nCARD_ACTIONS=submit`);
      const service = run();
      assert.equal(await service.exit, code);
      assert.match(service.err(), sentence);
    });
  }

  it('with credentials has neither the local chat nor a clock to move, and answers strangers 401', async () => {
    const service = runUnset(CREDENTIALS);
    await service.printed('Stop with Ctrl-C');
    await access(join(folder, 'data', 'served-teams'));
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
