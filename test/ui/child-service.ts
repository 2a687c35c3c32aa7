import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '../support/child-environment.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** The key of every service that has no other: tests ask the chat's server with it. */
export const LOCAL_KEY = 'of-the-browser-tests';
const READY = /Open ((http:\/\/127\.0\.0\.1:(\d+))\S*).*Bot: http:\/\/127\.0\.0\.1:(\d+)/s;

/** The built service as a process of its own, in local mode, with its data in a temporary folder. */
export interface ChildService {
  /** Where the local chat's page is. */
  readonly url: string;
  /** The same with the key, as the terminal shows it; another one after a restart where none is fixed. */
  readonly address: string;
  /** Where the bot is, and its sign-in pages with it. */
  readonly botUrl: string;
  readonly dataDir: string;
  /** Everything it wrote to its standard streams so far. */
  output(): string;
  /** Stops it and starts it again on the same ports and data; settings are environment variables. */
  restart(settings?: Readonly<Record<string, string>>): Promise<void>;
  /** Stops it and deletes its data. */
  close(): Promise<void>;
}

/** Starts `node dist/patkeeper.js serve` on free ports. Run `npm run build` before. */
export async function startChildService(
  settings: Readonly<Record<string, string>> = {},
): Promise<ChildService> {
  const dataDir = await mkdtemp(join(tmpdir(), 'patkeeper-ui-'));
  let output = '';

  async function start(ports: { chat: string; bot: string }, more: Readonly<Record<string, string>>) {
    const env = childEnvironment({
      MODE: 'local',
      LOCAL_KEY,
      HOST: '127.0.0.1',
      PORT: ports.bot,
      VERIFY_PORT: '0',
      LOCAL_CHAT_PORT: ports.chat,
      DATA_DIR: dataDir,
      ...settings,
      ...more,
    });
    const child = spawn(process.execPath, ['dist/patkeeper.js', 'serve'], {
      cwd: ROOT,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [, address = '', url = '', chat = '', bot = ''] = await ready(child, (text) => {
      output += text;
    });
    return { child, url, address, ports: { chat, bot } };
  }

  let running = await start({ chat: '0', bot: '0' }, {});
  return {
    url: running.url,
    get address() {
      return running.address;
    },
    botUrl: `http://127.0.0.1:${running.ports.bot}`,
    dataDir,
    output: () => output,
    async restart(more = {}) {
      await stop(running.child);
      running = await start(running.ports, more);
    },
    async close() {
      await stop(running.child);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Waits for the greeting on standard output, passing everything written to `onText`. */
function ready(child: ChildProcess, onText: (text: string) => void): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let seen = '';
    const read = (chunk: Buffer): void => {
      seen += chunk.toString('utf8');
      onText(chunk.toString('utf8'));
      const found = READY.exec(seen);
      if (found !== null) resolve(found);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) =>
      reject(new Error(`The service ended with ${code} before it was ready: ${seen}`)),
    );
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}
