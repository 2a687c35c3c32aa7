import { readFile } from 'node:fs/promises';
import type { Config } from '../config/config.ts';
import type { Log } from '../core/ports.ts';
import type { SystemClock } from '../core/timing/clock.ts';
import type { LocalChat } from '../local/local-chat.ts';
import type { LocalKey } from '../web/local-key.ts';

/** The addresses where the page of the local chat may be open. */
export function originsOf(chat: LocalChat | undefined): string[] {
  return chat === undefined ? [] : [chat.url, chat.url.replace('127.0.0.1', 'localhost')];
}

interface LocalChatInput {
  readonly mode: Config['mode'];
  readonly botUrl: string;
  /** Whether the administrator is among the people. */
  readonly administrator: boolean;
  readonly clock: SystemClock;
  readonly localKey: LocalKey | undefined;
  readonly log: Log;
}

/** Starts the local chat if the configuration asks for it. With bot credentials its code isn't even loaded. */
export async function startLocalChat(deps: LocalChatInput): Promise<LocalChat | undefined> {
  const { mode, botUrl, administrator, clock, localKey, log } = deps;
  if (mode.kind !== 'local' || mode.chat.kind === 'off') return undefined;
  const { createLocalChat } = await import('../local/local-chat.ts');
  const manifest: unknown = JSON.parse(
    await readFile(new URL('../../manifest/manifest.json', import.meta.url), 'utf8'),
  );
  return createLocalChat({
    host: '127.0.0.1',
    port: mode.chat.port,
    botEndpoint: `${botUrl}/api/messages`,
    manifest,
    clock,
    administrator,
    ...(localKey === undefined ? {} : { key: localKey }),
    log,
  });
}
