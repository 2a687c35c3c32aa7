import { isGuid } from '../core/guid.ts';
import type { CommandInput } from '../program/command.ts';
import type { AdminOrder } from '../service/admin-command.ts';

/** What `patkeeper admin` knows. */
export const ADMIN_ACTS = ['list', 'show', 'revoke', 'export', 'notices'] as const;
/** How rows are written. */
export type AdminFormat = 'text' | 'json' | 'csv';

/** What was written behind `patkeeper admin`, read. */
export interface AdminArguments {
  readonly act: (typeof ADMIN_ACTS)[number];
  readonly format: AdminFormat;
  /** The order, as soon as it is known in which tenant people are and who asks. */
  order(tenantId: string, user: string): AdminOrder;
}

/** Arguments that are wrong; the process ends with 2. */
export class WrongArguments extends Error {}

type Asked = Extract<AdminOrder, { act: 'tokens' }>['asked'];

/** What an order may hold, as `obeyAdminOrder` reads it. */
const LONGEST_TEXT = 256;
const LONGEST_REASON = 2000;

const FILTERS = ['person', 'organization', 'authority', 'scope', 'privileges', 'state'] as const;
const DAYS = { 'ends-within': 'endsWithinDays', 'older-than': 'olderThanDays', idle: 'idleDays' } as const;
const FLAGS = {
  'beyond-policy': 'beyondPolicy',
  undelivered: 'undelivered',
  unreachable: 'unreachable',
} as const;
const TOKEN_FILTERS = [...FILTERS, ...Object.keys(DAYS), ...Object.keys(FLAGS)];

/** The options of each act; any other one is wrong. */
const ALLOWED: Readonly<Record<AdminArguments['act'], readonly string[]>> = {
  list: [...TOKEN_FILTERS, 'newest', 'format'],
  export: [...TOKEN_FILTERS, 'newest', 'format'],
  show: ['format'],
  revoke: [...TOKEN_FILTERS, 'token', 'reason', 'dry-run', 'format'],
  notices: ['person', 'token', 'undelivered', 'format'],
};

/** Every option, for the reader of arguments. */
export const ADMIN_OPTIONS = {
  ...Object.fromEntries(
    [...FILTERS, ...Object.keys(DAYS), 'token', 'reason', 'format'].map((name) => [
      name,
      { type: 'string' as const },
    ]),
  ),
  ...Object.fromEntries(
    [...Object.keys(FLAGS), 'newest', 'dry-run'].map((name) => [name, { type: 'boolean' as const }]),
  ),
};

/** Reads the arguments. Throws `WrongArguments`. */
export function readAdminArguments({
  words,
  options,
}: Pick<CommandInput, 'words' | 'options'>): AdminArguments {
  const [first = '', ...rest] = words;
  const act = ADMIN_ACTS.find((one) => one === first);
  if (act === undefined) throw wrong(`Write one of ${ADMIN_ACTS.join(', ')} behind admin.`);
  const [other] = Object.keys(options).filter((name) => !ALLOWED[act].includes(name));
  if (other !== undefined) throw wrong(`--${other} does not belong to admin ${act}.`);
  const most = act === 'show' ? 2 : 0;
  if (rest.length > most) throw wrong(`“${rest[most]}” does not belong there.`);
  const format = formatOf(options, act);
  const asked = askedOf(options, act);
  const person = idOf(act === 'show' ? rest[0] : options['person'], act === 'show' || 'token' in options);
  const token = textOf(act === 'show' ? rest[1] : options['token'], act === 'show' ? 'TOKEN' : '--token');
  if (act === 'show' && token === undefined) throw wrong('Write admin show PERSON TOKEN.');
  const reason = textOf(options['reason'], '--reason') ?? '';
  const isTrial = options['dry-run'] === true;
  if (act === 'revoke') checkRevoke(asked, person, token, reason, isTrial);
  return {
    act,
    format,
    order(tenantId, user) {
      const owner = person === undefined ? {} : { owner: { tenantId, objectId: person } };
      const about = { owner: { tenantId, objectId: person ?? '' }, tokenId: token ?? '' };
      switch (act) {
        case 'list':
        case 'export':
          return {
            act: 'tokens',
            user,
            asked: { ...asked, ...owner },
            sort: options['newest'] === true ? 'newest' : 'ends',
          };
        case 'show':
          return { act, user, ...about };
        case 'notices': {
          const one = token === undefined ? {} : { tokenId: token };
          const only = options['undelivered'] === true ? { undelivered: true as const } : {};
          return { act: 'messages', user, asked: { ...owner, ...one, ...only } };
        }
        case 'revoke': {
          const selection =
            token === undefined
              ? { kind: 'tokens' as const, asked: { ...asked, ...owner } }
              : { kind: 'token' as const, ...about };
          return { act, user, selection, reason, isTrial };
        }
      }
    },
  };
}

function checkRevoke(
  asked: Asked,
  person: string | undefined,
  token: string | undefined,
  reason: string,
  isTrial: boolean,
): void {
  if (token === undefined && person === undefined && Object.keys(asked).length === 0)
    throw wrong('Say which tokens: write --person with --token, or a filter.');
  if (token !== undefined && Object.keys(asked).length > 0)
    throw wrong('Write --token with --person alone, or a filter.');
  if (reason.trim() === '' && !isTrial) throw wrong('Write --reason "…". The owners read it.');
}

function askedOf(options: CommandInput['options'], act: AdminArguments['act']): Asked {
  const given = (name: string) => textOf(options[name], `--${name}`);
  const state = choiceOf(options, 'state', ['active', 'expired', 'revoked', 'all']);
  const privileges = choiceOf(options, 'privileges', ['full', 'high']);
  if (act === 'revoke' && state !== undefined && state !== 'active')
    throw wrong('Only active tokens can be revoked: leave --state out.');
  // A list is of what works, an export of everything.
  const meant = state ?? (act === 'list' ? 'active' : undefined);
  const asked: Record<string, unknown> = {};
  for (const name of ['organization', 'authority', 'scope'])
    if (given(name) !== undefined) asked[name] = given(name);
  if (privileges !== undefined) asked['privileges'] = privileges;
  if (meant !== undefined && meant !== 'all' && act !== 'notices') asked['state'] = meant;
  for (const [name, field] of Object.entries(DAYS))
    if (given(name) !== undefined) asked[field] = daysOf(name, given(name));
  if (act !== 'notices')
    for (const [name, field] of Object.entries(FLAGS)) if (options[name] === true) asked[field] = true;
  return asked as Asked;
}

function daysOf(name: string, text = ''): number {
  const days = Number(text);
  if (/^\d{1,4}$/.test(text) && days >= 1 && days <= 3650) return days;
  throw wrong(`Write --${name} with a number of days from 1 to 3650.`);
}

function choiceOf<T extends string>(
  options: CommandInput['options'],
  name: string,
  choices: readonly T[],
): T | undefined {
  const text = textOf(options[name], `--${name}`);
  const choice = choices.find((one) => one === text);
  if (text !== undefined && choice === undefined) throw wrong(`Write --${name} ${choices.join('|')}.`);
  return choice;
}

function formatOf(options: CommandInput['options'], act: AdminArguments['act']): AdminFormat {
  const format = choiceOf(options, 'format', ['text', 'json', 'csv']);
  if (act === 'revoke' && format === 'csv') throw wrong('Write --format text or --format json.');
  return format ?? (act === 'export' ? 'json' : 'text');
}

function idOf(given: unknown, isWanted: boolean): string | undefined {
  if (given === undefined && !isWanted) return undefined;
  if (typeof given === 'string' && isGuid(given)) return given.toLowerCase();
  throw wrong('Name a person by their object id, as admin list shows it.');
}

function textOf(given: unknown, name: string): string | undefined {
  if (given === undefined) return undefined;
  const most = name === '--reason' ? LONGEST_REASON : LONGEST_TEXT;
  if (typeof given === 'string' && given.length > most)
    throw wrong(`Write at most ${most} characters behind ${name}.`);
  if (typeof given === 'string' && given !== '') return given;
  throw wrong(`Write something behind ${name}.`);
}

function wrong(sentence: string): WrongArguments {
  return new WrongArguments(sentence);
}
