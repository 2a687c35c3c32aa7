import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type BuiltPrograms, buildPrograms } from './build-programs.ts';
import { childEnvironment } from './child-environment.ts';

/** A process of the service in local mode, one of several on the same database. */
export interface Replica {
  readonly botUrl: string;
  readonly verifyUrl: string;
  /** Everything that it wrote so far. */
  output(): string;
  /** Whether its process is over. */
  hasEnded(): boolean;
  /** Resolves when its process is over, by the signal or the exit code. */
  readonly ended: Promise<unknown>;
  /** Ends it as a supervisor does, by SIGTERM. */
  stop(): Promise<void>;
  /** Ends it by kill -9. */
  kill(): Promise<void>;
}

/** A replica whose code is loaded, and that has not begun. */
export interface LoadedReplica {
  start(): Promise<Replica>;
  kill(): Promise<void>;
}

/** The same for every replica, as it must be. */
export const REPLICA_PEPPER = Buffer.alloc(32, 'pepper of the replicas').toString('base64');
const READY = /asks? about tokens at (\S+)\/verify\.[\s\S]*Bot: (\S+)\/api\/messages/;
const LOADED = /^loaded$/m;

/** Loads a replica, of this release or of another; settings are environment variables, `DATABASE_URL` the one without a default. */
export async function loadReplica(
  settings: Readonly<Record<string, string>>,
  release: BuiltPrograms = buildPrograms(),
): Promise<LoadedReplica> {
  const { folder, programOf } = release;
  const child = spawn(process.execPath, [programOf('test/support/replica-main.ts')], {
    cwd: folder,
    env: childEnvironment({
      MODE: 'local',
      LOCAL_KEY: 'off',
      HOST: '127.0.0.1',
      PORT: '0',
      VERIFY_PORT: '0',
      LOCAL_CHAT: 'off',
      LOG_LEVEL: 'warn',
      DATA_DIR: join(folder, 'data'),
      STORE: 'postgres',
      TOKEN_PEPPER: REPLICA_PEPPER,
      ...settings,
    }),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => {});
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  const ended = once(child, 'exit');
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  await untilWritten(child, () => output, LOADED);
  return {
    kill,
    async start() {
      child.stdin.write('start\n');
      const [, verifyUrl = '', botUrl = ''] = await untilWritten(child, () => output, READY);
      return {
        botUrl,
        verifyUrl,
        ended,
        kill,
        async stop() {
          child.kill('SIGTERM');
          await ended;
        },
        output: () => output,
        hasEnded: () => child.exitCode !== null || child.signalCode !== null,
      };
    },
  };
}

function untilWritten(child: ChildProcess, output: () => string, wanted: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const found = wanted.exec(output());
      if (found === null) return;
      child.stdout?.off('data', look);
      resolve(found);
    };
    child.stdout?.on('data', look);
    child.once('exit', (code, signal) =>
      reject(new Error(`The replica ended with ${code ?? signal}: ${output()}`)),
    );
    look();
  });
}
