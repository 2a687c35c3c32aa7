import { type Config, ConfigError, loadConfig } from './config.ts';
import { PatkeeperError } from './core/errors.ts';
import { createLog } from './log.ts';
import { type Service, startService } from './service.ts';

await main();

async function main(): Promise<void> {
  loadEnvFile();
  const config = orExit(() => loadConfig(process.env));
  const local = config.mode.kind === 'local';
  const log = createLog({ level: config.logLevel, format: local ? 'text' : 'json' });
  process.on('uncaughtException', (err) => {
    log.error({ err }, 'Patkeeper stops: an error that nothing expected.');
    process.exit(1);
  });
  for (const warning of config.warnings) log.warn({}, warning);
  try {
    const onFatal = (err: Error): void => {
      log.error({ err }, 'Patkeeper stops: another process has taken its data folder.');
      process.exit(1);
    };
    const service = await startService({ config, log, onFatal });
    greet(config, service);
    stopOnSignals(service);
  } catch (error) {
    exitWith(error);
  }
}

/** `.env` is optional; what the environment already has goes before it. */
function loadEnvFile(): void {
  try {
    process.loadEnvFile();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) exitWith(error);
  }
}

function greet({ mode, dataDir, azureDevOps }: Config, { botUrl, chatUrl, verifyUrl }: Service): void {
  const lines =
    mode.kind === 'local'
      ? [
          'Patkeeper runs in local mode: on this machine only, and nobody has to sign in.',
          ...(azureDevOps === undefined ? [] : ['For Azure DevOps, type /pat signin.']),
        ]
      : ['Patkeeper runs for Microsoft Teams.'];
  if (chatUrl !== undefined) lines.push('', `  Open ${chatUrl} and type /pat new`, '');
  if (verifyUrl !== undefined) lines.push(`Reverse proxies ask about tokens at ${verifyUrl}/verify.`);
  lines.push(`Bot: ${botUrl}/api/messages. Data: ${dataDir}. Stop with Ctrl-C.`);
  process.stdout.write(`${lines.join('\n')}\n`);
}

function stopOnSignals(service: Service): void {
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      service.stop().then(() => process.exit(0), exitWith);
    });
  }
}

function orExit<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    return exitWith(error);
  }
}

/** Ends with one message for what a person can mend, without a stack. */
function exitWith(error: unknown): never {
  const expected = error instanceof ConfigError || error instanceof PatkeeperError || isSystemError(error);
  const text = expected ? error.message : String(error instanceof Error ? error.stack : error);
  process.stderr.write(`${text}\n`);
  process.exit(1);
}

/** Node's own sentence names the address or file: `listen EADDRINUSE: address already in use 127.0.0.1:3978`. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error;
}
