import { type ChildProcess, execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { childEnvironment } from '../support/child-environment.ts';
import { freePort } from '../support/free-port.ts';
import { startFcgiwrap } from './start-fcgiwrap.ts';
import { startNginx } from './start-nginx.ts';
import { adapted, endTool, TOOL_PATH } from './tools.ts';

const EXAMPLE = new URL('../../examples/nginx-git/nginx.conf', import.meta.url);
/** What the example needs. */
export const GIT_SERVER_TOOLS: readonly string[] = ['nginx', 'fcgiwrap', 'git'];
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

/**
 * Starts the very nginx.conf of the example, asking the Patkeeper at `verifyUrl`, before git or another CGI program.
 * Rejects when nginx does not take it.
 */
export async function startGitServer(verifyUrl: string, program?: string): Promise<GitServer> {
  const folder = await mkdtemp(join(tmpdir(), 'patkeeper-git-'));
  const children: ChildProcess[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(children.map(endTool));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const listen = `127.0.0.1:${await freePort()}`;
    await writeFile(
      join(folder, 'nginx.conf'),
      await configuration(listen, new URL(verifyUrl).host, program),
    );
    await Promise.all(['tmp', 'repositories'].map((name) => mkdir(join(folder, name))));
    await run('git', ['init', '--quiet', '--bare', '--initial-branch=main', 'repositories/project.git'], {
      cwd: folder,
      env: gitEnv(folder),
    });
    children.push(await startFcgiwrap(folder));
    children.push(await startNginx(folder));
    const url = `http://${listen}/project.git`;
    return { folder, url, stop, user: (name) => createUser(join(folder, name), url) };
  } catch (err) {
    await stop();
    throw err;
  }
}

/** The example with addresses of our own. */
async function configuration(listen: string, verifyHost: string, program?: string): Promise<string> {
  const { stdout } = await run('git', ['--exec-path'], { env: childEnvironment({ PATH: TOOL_PATH }) });
  return adapted(await readFile(EXAMPLE, 'utf8'), [
    ['listen 127.0.0.1:8081;', `listen ${listen};`],
    ['http://127.0.0.1:3979/', `http://${verifyHost}/`],
    ['/usr/lib/git-core/git-http-backend', program ?? `${stdout.trim()}/git-http-backend`],
  ]);
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
    PATH: TOOL_PATH,
    HOME: home,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
  });
}
