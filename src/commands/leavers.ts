import { resolve } from 'node:path';
import { loadConfig } from '../config/config.ts';
import { OperatorError } from '../core/errors.ts';
import { createSystemClock } from '../core/timing/clock.ts';
import { askService } from '../http/control/ask-service.ts';
import { createRateLimitedLog } from '../http/rate-limited-log.ts';
import { createLog } from '../log/log.ts';
import type { Command } from '../program/command.ts';
import { loadEnvFile } from '../program/env-file.ts';
import {
  LEAVER_ACTS,
  type LeaverOrder,
  obeyLeaverOrder,
  receivedLeaver,
  type ShownLeaver,
} from '../service/leaver-command.ts';
import { createLeaverService } from '../service/leavers.ts';
import { openStore } from '../service/store.ts';

/** `patkeeper leavers`. */
export const leavers: Command = {
  takes: '[agree all|PERSON...] [spare PERSON...]',
  about: `Lists the people whose account is disabled or deleted, and what is done with their built-in tokens: refused, held because
too many left at once, or spared. PERSON is an object id of Microsoft Entra, as the list shows it.

agree says that people who are held have left: their tokens are refused at once.
spare says that people have not left: their tokens work again, as far as they are not revoked yet.`,
  words: [0, 1_000],
  async run({ env, words: [act = 'list', ...people] }) {
    const known = LEAVER_ACTS.find((one) => one === act);
    if (known === undefined || (known !== 'list' && people.length === 0)) {
      const sentence =
        'Write agree or spare with the object ids of people behind it, or nothing to see the list.';
      throw new OperatorError('invalid-input.setting', sentence);
    }
    loadEnvFile(env);
    const order = { act: known, people };
    for (const line of linesOf(await obeyed(env, order))) process.stdout.write(`${line}\n`);
    return 0;
  },
};

/** Has the running service do it, or does it itself on a store that nobody has to itself. */
async function obeyed(env: Parameters<Command['run']>[0]['env'], order: LeaverOrder): Promise<ShownLeaver[]> {
  const config = loadConfig(env, { localIfUnset: true });
  const response =
    config.store.kind === 'lowdb' ? await askService(resolve(config.dataDir), 'leavers', order) : undefined;
  if (response !== undefined) return all(response, receivedLeaver);
  const log = createLog({ level: 'warn', format: 'text' });
  const clock = createSystemClock(config.mode.kind === 'local' ? config.mode.clockOffsetHours : 0);
  const opened = await openStore({ config, clock, log, onFatal: () => {} });
  try {
    const refusals = createRateLimitedLog({ log, later: () => () => {} });
    const service = await createLeaverService({ config, store: opened.store, clock, refusals, log });
    return await all(obeyLeaverOrder(service.leavers, order), (shown) => shown);
  } finally {
    await opened.close();
  }
}

async function all<T>(values: AsyncIterable<T>, read: (value: T) => ShownLeaver): Promise<ShownLeaver[]> {
  const found: ShownLeaver[] = [];
  for await (const value of values) found.push(read(value));
  return found;
}

function linesOf(people: readonly ShownLeaver[]): string[] {
  if (people.length === 0) return ['Nobody is known to have left.'];
  return people.map(
    ({ person, state, why, since, usable, refused }) =>
      `${person}  ${state.padEnd(8)} since ${since}  account ${why}; tokens: ${usable} work, ${refused} refused`,
  );
}
