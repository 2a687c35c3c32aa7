import { type Config, loadConfig } from './config/config.ts';
import { createLog } from './log/log.ts';
import { loadEnvFile } from './program/env-file.ts';
import { exitWith } from './program/exit-with.ts';
import { packageVersion } from './program/package-version.ts';
import { readStartOptions } from './program/start-options.ts';
import { type Service, startService } from './service/start-service.ts';

/** How long the end waits for a reader of the log that has fallen behind. */
const LAST_LINES_MS = 1_000;

await main().catch(exitWith);

async function main(): Promise<void> {
  const { localIfUnset } = readStartOptions(process.argv.slice(2));
  const fileNames = loadEnvFile(process.env);
  const config = loadConfig(process.env, { fileNames, localIfUnset });
  const local = config.mode.kind === 'local';
  const log = createLog({ level: config.logLevel, format: local ? 'text' : 'json' });
  /** The last lines say why it ends, and a reader that stands still must not keep it from ending. */
  const end = (code: number): void => void log.flush(LAST_LINES_MS).then(() => process.exit(code));
  process.on('uncaughtException', (err) => {
    log.error({ err }, 'Patkeeper stops: an error that nothing expected.');
    end(1);
  });
  const version = packageVersion();
  log.info({ version, node: process.version }, 'Patkeeper starts.');
  for (const warning of config.warnings) log.warn({}, warning);
  const onFatal = (err: Error): void => {
    log.error({ err }, 'Patkeeper stops: another process has taken its data folder.');
    // At once: nothing more may be written there.
    process.exit(1);
  };
  const service = await startService({ config, version, log, onFatal });
  greet(config, service);
  stopOnSignals(service, end);
}

function greet({ mode, dataDir, azureDevOps }: Config, service: Service): void {
  const { botUrl, chatAddress, verifyUrl, localKey } = service;
  const lines =
    mode.kind === 'local'
      ? [
          'Patkeeper runs in local mode: on this machine only, and nobody has to sign in.',
          ...(mode.mayUseServedData ? ['LOCAL_DATA=yes: nothing is sent to anybody, notices wait.'] : []),
          ...(azureDevOps === undefined ? [] : ['For Azure DevOps, type /pat signin.']),
        ]
      : ['Patkeeper runs for Microsoft Teams.'];
  if (chatAddress !== undefined) lines.push('', `  Open ${chatAddress} and type /pat new`, '');
  else if (localKey !== undefined)
    lines.push(`Programs that play Teams send X-Local-Key: ${localKey.reveal()}`);
  if (verifyUrl !== undefined) lines.push(`Reverse proxies ask about tokens at ${verifyUrl}/verify.`);
  lines.push(`Bot: ${botUrl}/api/messages. Data: ${dataDir}. Stop with Ctrl-C.`);
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** A supervisor sends SIGTERM, and what follows is drained. Whoever presses Ctrl-C, or asks again, is in a hurry. */
function stopOnSignals(service: Service, end: (code: number) => void): void {
  const hurry = new AbortController();
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping || signal === 'SIGINT') hurry.abort();
      if (stopping) return;
      stopping = true;
      service.stop(hurry.signal).then(() => end(0), exitWith);
    });
  }
}
