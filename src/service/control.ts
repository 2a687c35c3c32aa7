import type { Programs } from '../core/administration/programs.ts';
import { PatkeeperError } from '../core/errors.ts';
import type { Leavers } from '../core/leavers/leavers.ts';
import type { Clock, Log } from '../core/ports.ts';
import { type ControlServer, startControlServer } from '../http/control/control-server.ts';
import type { BackupPart } from '../stores/lowdb/backup-parts.ts';
import { obeyAdminOrder } from './admin-command.ts';
import { obeyLeaverOrder } from './leaver-command.ts';
import type { OpenedStore } from './store.ts';

export interface ControlDeps {
  readonly config: { readonly dataDir: string };
  readonly opened: Pick<OpenedStore, 'backup'>;
  readonly leavers: Leavers;
  /** Absent where administration is off. */
  readonly admin: { readonly programs: Programs } | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/** A part of a backup, as JSON can hold it. */
interface SentPart {
  readonly file: string;
  /** Base64. */
  readonly bytes: string;
}

/** Starts what commands reach a running service by; undefined where it has no data folder of its own. */
export async function startControl({
  config: { dataDir },
  opened: { backup },
  leavers,
  admin,
  clock,
  log,
}: ControlDeps): Promise<ControlServer | undefined> {
  if (backup === undefined) return undefined;
  const commands = {
    backup: (input: unknown) => sent(backup(keysIn(input))),
    leavers: (input: unknown) => obeyLeaverOrder(leavers, input),
    admin: (input: unknown) => obeyAdminOrder(admin?.programs, input, clock.now),
  };
  return startControlServer({ dataDir, commands, log });
}

/** Reads a part that `backup` of a running service sent. Throws `refused` for anything else. */
export function receivedPart(value: unknown): BackupPart {
  const { file, bytes } = Object(value) as Partial<SentPart>;
  if (typeof file !== 'string' || typeof bytes !== 'string') throw new PatkeeperError('refused.no-backup');
  return { file, bytes: Buffer.from(bytes, 'base64') };
}

async function* sent(parts: AsyncIterable<BackupPart>): AsyncGenerator<SentPart> {
  for await (const { file, bytes } of parts) yield { file, bytes: Buffer.from(bytes).toString('base64') };
}

/** Whoever wants the keys says so. */
function keysIn(input: unknown): boolean {
  return Object(input).keys === true;
}
