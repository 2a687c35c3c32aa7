import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { on, once } from 'node:events';
import { watch } from 'node:fs';
import { access, constants, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { childEnvironment } from '../support/child-environment.ts';
import { startLoopbackServer } from '../support/loopback-server.ts';

const EXAMPLE = new URL('../../examples/nginx-git/nginx.conf', import.meta.url);
const TOOLS = ['nginx', 'fcgiwrap', 'git'];
/** Debian keeps nginx and fcgiwrap where only root's path leads. */
const PATH = [process.env['PATH'] ?? '', '/usr/sbin', '/usr/local/sbin'].join(delimiter);
const run = promisify(execFile);

/** What became of one git command. */
export interface GitResult {
  readonly ok: boolean;
  readonly text: string;
}

/** A Git server as the example has it, on ports of its own, with the repository `project.git`. */
export interface GitServer {
  readonly folder: string;
  readonly url: string;
  /** Somebody who uses it from a home of their own, with git's credential store. */
  user(name: string): Promise<GitUser>;
  stop(): Promise<void>;
}

/** One home folder, whose git remembers what works and forgets what is refused. */
export interface GitUser {
  readonly folder: string;
  git(...args: readonly string[]): Promise<GitResult>;
  /** Gives git a secret as if it had been typed once. */
  remember(secret: string): Promise<void>;
  /** What git remembers; empty when it has forgotten. */
  remembered(): Promise<string>;
}

/** The tools that the example needs and this machine lacks. */
export async function missingTools(): Promise<readonly string[]> {
  const found = await Promise.all(TOOLS.map(isInstalled));
  return TOOLS.filter((_, index) => found[index] !== true);
}

/** Starts the very nginx.conf of the example, asking the Patkeeper at `verifyUrl`. Rejects when nginx does not take it. */
export async function startGitServer(verifyUrl: string): Promise<GitServer> {
  const folder = await mkdtemp(join(tmpdir(), 'patkeeper-git-'));
  const children: ChildProcess[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(children.map(end));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const listen = `127.0.0.1:${await freePort()}`;
    await writeFile(join(folder, 'nginx.conf'), await adapted(listen, new URL(verifyUrl).host));
    await Promise.all(['tmp', 'repositories'].map((name) => mkdir(join(folder, name))));
    await run('git', ['init', '--quiet', '--bare', '--initial-branch=main', 'repositories/project.git'], {
      cwd: folder,
      env: gitEnv(folder),
    });
    const fcgiwrap = appears(folder, 'fcgiwrap.sock');
    // Not by the clock of the tests: fcgiwrap 1.1 reads past its environment where libfaketime has used the memory before.
    children.push(start('fcgiwrap', ['-c', '2', '-s', 'unix:fcgiwrap.sock'], folder, { PATH }));
    await fcgiwrap;
    // Started by root, nginx would give its workers to somebody who may not enter this folder.
    const asRoot = process.getuid?.() === 0 ? ['-g', 'user root;'] : [];
    const nginx = start('nginx', ['-e', 'stderr', '-p', '.', '-c', 'nginx.conf', ...asRoot], folder);
    children.push(nginx);
    await listening(nginx);
    const url = `http://${listen}/project.git`;
    return { folder, url, stop, user: (name) => createUser(join(folder, name), url) };
  } catch (err) {
    await stop();
    throw err;
  }
}

/** The example with addresses of our own; it must hold each one that is replaced. */
async function adapted(listen: string, verifyHost: string): Promise<string> {
  const { stdout } = await run('git', ['--exec-path'], { env: childEnvironment({ PATH }) });
  const changes = [
    ['listen 127.0.0.1:8081;', `listen ${listen};`],
    ['http://127.0.0.1:3979/', `http://${verifyHost}/`],
    ['/usr/lib/git-core/', `${stdout.trim()}/`],
    // It says at this level when it listens.
    ['error_log stderr;', 'error_log stderr notice;'],
  ] as const;
  return changes.reduce(
    (text, [from, to]) => {
      if (text.split(from).length !== 2) throw new Error(`The example does not have this once: ${from}`);
      return text.replace(from, to);
    },
    await readFile(EXAMPLE, 'utf8'),
  );
}

async function createUser(folder: string, url: string): Promise<GitUser> {
  const store = join(folder, 'credentials');
  const env = gitEnv(folder);
  await mkdir(folder);
  await run('git', ['config', '--global', 'credential.helper', `store --file ${store}`], { env });
  await run('git', ['config', '--global', 'user.name', 'Ada Park'], { env });
  await run('git', ['config', '--global', 'user.email', 'ada@example.com'], { env });
  return {
    folder,
    async git(...args) {
      try {
        const { stdout, stderr } = await run('git', args, { cwd: folder, env });
        return { ok: true, text: stdout + stderr };
      } catch (err) {
        return {
          ok: false,
          text: err instanceof Error && 'stderr' in err ? String(err.stderr) : String(err),
        };
      }
    },
    async remember(secret) {
      const { protocol, host } = new URL(url);
      await writeFile(store, `${protocol}//patkeeper:${secret}@${host}\n`, { mode: 0o600 });
    },
    remembered: () => readFile(store, 'utf8'),
  };
}

/** Nothing of the machine's own settings, and never a question. */
function gitEnv(home: string): NodeJS.ProcessEnv {
  return childEnvironment({
    PATH,
    HOME: home,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
  });
}

function start(
  tool: string,
  args: readonly string[],
  cwd: string,
  env = childEnvironment({ PATH }),
): ChildProcess {
  const child = spawn(tool, args, {
    cwd,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  child.stderr.resume();
  return child;
}

/** Resolves when the folder gets this entry; rejects when it has none after ten seconds. */
async function appears(folder: string, name: string): Promise<void> {
  const watcher = watch(folder);
  try {
    for await (const [, entry] of on(watcher, 'change', { signal: AbortSignal.timeout(10_000) }))
      if (entry === name) return;
  } finally {
    watcher.close();
  }
}

function listening(nginx: ChildProcess): Promise<void> {
  let said = '';
  return new Promise((resolve, reject) => {
    nginx.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('start worker process')) resolve();
    });
    nginx.once('exit', () => reject(new Error(`nginx did not start: ${said}`)));
  });
}

/** Ends a tool with all that it has started: they are a process group of their own. */
async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  process.kill(-child.pid, 'SIGTERM');
  await gone;
}

async function isInstalled(tool: string): Promise<boolean> {
  const tries = PATH.split(delimiter).map((folder) => access(join(folder, tool), constants.X_OK));
  return (await Promise.allSettled(tries)).some(({ status }) => status === 'fulfilled');
}

async function freePort(): Promise<number> {
  const server = await startLoopbackServer(() => {});
  await server.close();
  return server.port;
}
