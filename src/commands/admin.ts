import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { loadConfig } from '../config/config.ts';
import { createSystemClock } from '../core/timing/clock.ts';
import { askService } from '../http/control/ask-service.ts';
import { createLog } from '../log/log.ts';
import type { Command, CommandInput } from '../program/command.ts';
import { loadEnvFile } from '../program/env-file.ts';
import { print } from '../program/print.ts';
import {
  type AdminOrder,
  type AdminRow,
  administrationOff,
  obeyAdminOrder,
  receivedAdminRow,
} from '../service/admin-command.ts';
import { createOwnPrograms, tenantOf } from '../service/programs.ts';
import { openStore } from '../service/store.ts';
import { ADMIN_OPTIONS, readAdminArguments, WrongArguments } from './admin-arguments.ts';
import { headerOf, lineOf } from './admin-lines.ts';

const USAGE =
  'list|export [FILTER...], show PERSON TOKEN, revoke FILTER... --reason TEXT, or notices [FILTER...]';
const WRONG_CALL = 2;
/** An administrator must confirm it first. */
const WAITS = 3;

/** `patkeeper admin`. */
export const admin: Command = {
  takes: USAGE,
  about: `Sees everybody's tokens and ends them, as /pat admin does in the chat. It needs ADMIN=on. Whoever may use the data folder or
the database's role can do this; each call is written into the audit trail as program:USER, with your name in the operating system.

list writes tokens as lines, export as JSON lines (--format csv for a table). show writes one token.
notices writes messages to owners and what became of them (--person, --token, --undelivered).
revoke ends tokens; --reason is required, and the owners read it. With --dry-run it only says how many. Above CONFIRM_ABOVE
within an hour, an administrator must confirm it in the chat; then it ends with 3.

FILTER is one of --person ID, --organization ID, --authority ID, --scope ID, --privileges full|high, --state active|expired|revoked|all,
--ends-within DAYS, --older-than DAYS, --idle DAYS, --beyond-policy, --undelivered, --unreachable. revoke also takes --person ID with
--token ID. --newest sorts by creation. --format is text, json or csv.

Ends with 0, with 1 when something failed, with 2 for arguments that it does not know.`,
  options: ADMIN_OPTIONS,
  words: [1, 3],
  async run(input) {
    try {
      const args = readAdminArguments(input);
      loadEnvFile(input.env);
      const rows = obeyed(input.env, (tenantId) => args.order(tenantId, userInfo().username));
      const header =
        args.act === 'revoke'
          ? undefined
          : headerOf(args.act === 'notices' ? 'message' : 'token', args.format);
      if (header !== undefined) await print(header);
      let last: AdminRow | undefined;
      for await (const row of rows) {
        await print(lineOf(row, args.format));
        last = row;
      }
      return codeOf(last);
    } catch (error) {
      if (!(error instanceof WrongArguments)) throw error;
      process.stderr.write(`${error.message} Write: patkeeper admin ${USAGE}\n`);
      return WRONG_CALL;
    }
  },
};

/** Has the running service do it, or does it itself on a store that nobody has to itself. */
async function* obeyed(
  env: CommandInput['env'],
  orderIn: (tenantId: string) => AdminOrder,
): AsyncGenerator<AdminRow> {
  const config = loadConfig(env, { localIfUnset: true });
  if (config.administration === undefined) throw administrationOff();
  const order = orderIn(await tenantOf(config));
  const response =
    config.store.kind === 'lowdb' ? await askService(resolve(config.dataDir), 'admin', order) : undefined;
  if (response !== undefined) {
    for await (const value of response) yield receivedAdminRow(value);
    return;
  }
  // What is printed is for programs to read.
  const log = createLog({ level: 'warn', format: 'text', destination: process.stderr });
  const clock = createSystemClock(config.mode.kind === 'local' ? config.mode.clockOffsetHours : 0);
  const opened = await openStore({ config, clock, log, onFatal: () => {} });
  try {
    const own = await createOwnPrograms(config, { store: opened.store, clock, log });
    try {
      yield* obeyAdminOrder(own?.programs, order, clock.now);
    } finally {
      await own?.stop();
    }
  } finally {
    await opened.close();
  }
}

function codeOf(last: AdminRow | undefined): number {
  if (last?.kind !== 'job') return 0;
  if (last.row.state === 'waiting') return WAITS;
  return last.row.failed > 0 || last.row.state === 'declined' ? 1 : 0;
}
