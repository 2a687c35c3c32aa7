import { type Config, loadConfig } from '../config/config.ts';
import { shownSettings } from '../config/shown-settings.ts';
import { createLog } from '../log/log.ts';
import type { Command, CommandInput } from '../program/command.ts';
import { loadEnvFile } from '../program/env-file.ts';
import { packageVersion } from '../program/package-version.ts';
import type { Service } from '../service/service.ts';
import { startService } from '../service/start-service.ts';

/** How long the end waits for a reader of the log that has fallen behind. */
const LAST_LINES_MS = 1_000;

/** `patkeeper serve`. */
export const serve: Command = {
  takes: '[--local-if-unset]',
  about: `Runs the bot until SIGINT or SIGTERM. Its settings come from the environment and from .env in the current folder.

With --local-if-unset, as npm start has it, a missing MODE means local mode where no setting of Teams, of a database or of a
public address stands anywhere, and where the data has never served Teams.`,
  options: { 'local-if-unset': { type: 'boolean' } },
  run,
};

/** Resolves when a signal has ended the service, and its last lines have gone out. */
async function run({ env, options }: CommandInput): Promise<number> {
  const fileNames = loadEnvFile(env);
  const config = loadConfig(env, { fileNames, localIfUnset: options['local-if-unset'] === true });
  const local = config.mode.kind === 'local';
  const log = createLog({ level: config.logLevel, format: local ? 'text' : 'json' });
  /** The last lines say why it ends, and a reader that stands still must not keep it from ending. */
  const lastLines = (): Promise<void> => log.flush(LAST_LINES_MS);
  process.on('uncaughtException', (err) => {
    log.error({ err }, 'Patkeeper stops: an error that nothing expected.');
    void lastLines().then(() => process.exit(1));
  });
  const version = packageVersion();
  log.info({ version, node: process.version }, 'Patkeeper starts.');
  for (const warning of config.warnings) log.warn({}, warning);
  const onFatal = (err: Error): void => {
    log.error({ err }, 'Patkeeper stops: another process has taken its data folder.');
    // At once: nothing more may be written there.
    process.exit(1);
  };
  const service = await startService({ config, settings: shownSettings(env), version, log, onFatal });
  greet(config, service);
  const hurry = new AbortController();
  await signalled(hurry);
  await service.stop(hurry.signal);
  await lastLines();
  return 0;
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

/**
 * Resolves at the first signal that asks for the end. A supervisor sends SIGTERM, and what follows is drained. Whoever presses
 * Ctrl-C, or asks again, is in a hurry.
 */
function signalled(hurry: AbortController): Promise<void> {
  let asked = false;
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        if (asked || signal === 'SIGINT') hurry.abort();
        asked = true;
        resolve();
      });
    }
  });
}
