import type { Variable } from './variable.ts';

/** Built-in tokens, your policy, and what people see. Rows are read as `variable.ts` says. */
export const TOKEN_VARIABLES = [
  // Absent or empty: internal, so tokens of the lost ones have no place to be valid. A list of nothing is
  // refused.
  {
    name: 'BUILTIN_ORGANIZATIONS',
    default: 'internal',
    doc: 'Organizations of the built-in authority, comma separated, each an id or id=Display name; none may be called any. Tokens of one that is taken out are refused. With several, every proxy must name one of them, or any, when it asks /verify.',
  },
  // Absent or empty: cards show a placeholder. Plain http beyond this machine is refused with Teams.
  {
    name: 'BUILTIN_ORGANIZATION_URLS',
    default: '',
    doc: 'Where people reach them, comma separated, internal=https://git.example.org say. Cards show it in the lines to copy, followed by /REPOSITORY.git, /npm/ and /nuget/index.json.',
  },
  // Absent: a pepper beside the data, which is warned of. Empty with Teams: no start. A lost one voids tokens,
  // it makes none valid.
  {
    name: 'TOKEN_PEPPER',
    default: '',
    doc: 'Key under which built-in secrets are digested, 32 random characters or more, without a comma. To change it, write the new one before the old one, with a comma between: the first digests new secrets, all verify, and tokens made under one that is removed are no longer verified. With several replicas, write it behind the old one first and restart all. When left out: one is made in DATA_DIR, and it verifies beside these.',
    lostIfEmpty: true,
  },
  // Absent: a year, the longest, as documented. Empty with Teams: no start, because a shorter one may have
  // been lost.
  {
    name: 'MAX_LIFESPAN_DAYS',
    default: '365',
    doc: 'Longest life of a new or renewed token in days, 1 to 365.',
    lostIfEmpty: true,
  },
  // Absent: none, as documented. Empty with Teams, or a list of nothing: no start. An unknown scope is
  // refused.
  {
    name: 'FORBIDDEN_SCOPES',
    default: '',
    doc: 'Scopes that no token may have, comma separated. Scopes that include one of them are forbidden too, and so is app_token (full access). In tokens that exist they no longer count, and such tokens are not renewed.',
    lostIfEmpty: true,
  },
  // Absent: its default. Empty with Teams: no start, because a smaller one may have been lost.
  {
    name: 'MAX_TOKENS_PER_USER',
    default: '50',
    doc: 'Most active tokens that one person may have, 1 to 1000.',
    lostIfEmpty: true,
  },
  // Absent or empty: refuse, the stricter.
  {
    name: 'GUESTS',
    default: 'refuse',
    doc: 'Whether guests of the tenant may create and renew tokens: refuse or allow. A guest who is refused may still list and revoke the tokens that they have.',
  },
  // Absent or empty: execute. Both kinds are checked alike.
  {
    name: 'CARD_ACTIONS',
    default: 'execute',
    doc: 'Kind of buttons on cards. submit is for tenants whose phones fail on execute.',
  },
  // Absent or empty: info. Only silent hides anything, and it must be written.
  {
    name: 'LOG_LEVEL',
    default: 'info',
    doc: 'Least important lines to log: debug, info, warn, error or silent.',
  },
  // Absent or empty: not in the package. It is checked there.
  {
    name: 'PUBLIC_HOSTNAME',
    default: '',
    doc: 'Host name under which people reach the bot, patkeeper.example.com say. Only written into the Teams app package.',
  },
  // Absent or empty: its default. It is only shown.
  {
    name: 'PUBLISHER_NAME',
    default: 'Patkeeper',
    doc: 'Who offers the bot, as Teams shows it, 32 characters at most. Only written into the Teams app package.',
  },
  // Absent or empty: its default, which the packing tells of. It must be https.
  {
    name: 'PUBLISHER_URL',
    default: 'https://example.com/',
    doc: 'Your page about the bot, its privacy and its terms of use. Only written into the Teams app package.',
  },
] as const satisfies readonly Variable[];
