import type { Variable } from './variable.ts';

/** Built-in tokens, your policy, and what people see. Rows are read as `variable.ts` says. */
export const TOKEN_VARIABLES = [
  // Absent or empty: internal, so tokens of the lost ones have no place to be valid. A list of nothing is
  // refused.
  {
    name: 'BUILTIN_ORGANIZATIONS',
    default: 'internal',
    doc: 'Organizations where built-in tokens are valid, separated by commas. Write each as id or id=Display name; no id may be "any". Tokens of an organization that you remove are refused. If there are several, every proxy must name one of them, or any, when it asks /verify.',
  },
  // Absent or empty: cards show a placeholder. Plain http beyond this machine is refused with Teams.
  {
    name: 'BUILTIN_ORGANIZATION_URLS',
    default: '',
    doc: 'Addresses that people use for these organizations. Write each as id=address, with commas between, for example internal=https://git.example.org. Cards show the address in the lines to copy, followed by /REPOSITORY.git, /npm/ and /nuget/index.json.',
  },
  // Absent: a pepper beside the data, which is warned of. Empty with Teams: no start. A lost one voids tokens,
  // it makes none valid.
  {
    name: 'TOKEN_PEPPER',
    default: '',
    secret: true,
    doc: 'Key for the digests of built-in secrets: at least 32 random characters, without a comma. To change it, write the new one before the old one, with a comma between. Patkeeper digests new secrets with the first and verifies with any. If you remove one, tokens that were made with it stop working. With several replicas, first write the new one after the old one and restart all of them. When left out: Patkeeper makes one in DATA_DIR. A pepper in DATA_DIR continues to verify beside the ones that you write here.',
    lostIfEmpty: true,
  },
  // Absent: a year, the longest, as documented. Empty with Teams: no start, because a shorter one may have
  // been lost.
  {
    name: 'MAX_LIFESPAN_DAYS',
    default: '365',
    doc: 'Maximum lifespan of a new or renewed token in days, 1 to 365.',
    lostIfEmpty: true,
  },
  // Absent: none, as documented. Empty with Teams, or a list of nothing: no start. An unknown scope is
  // refused.
  {
    name: 'FORBIDDEN_SCOPES',
    default: '',
    doc: "Scopes that no token may have, separated by commas. This also forbids scopes that include one of them, and app_token (full access). In existing tokens these scopes no longer count, and such tokens can't be renewed.",
    lostIfEmpty: true,
  },
  // Absent: its default. Empty with Teams: no start, because a smaller one may have been lost.
  {
    name: 'MAX_TOKENS_PER_USER',
    default: '50',
    doc: 'Maximum number of active tokens per person, 1 to 1000.',
    lostIfEmpty: true,
  },
  // Absent or empty: refuse, the stricter.
  {
    name: 'GUESTS',
    default: 'refuse',
    doc: 'refuse or allow: whether guests of the tenant may create and renew tokens. A refused guest can still list and revoke their existing tokens.',
  },
  // Absent or empty: execute. Both kinds are checked alike.
  {
    name: 'CARD_ACTIONS',
    default: 'execute',
    doc: 'Kind of buttons on cards: execute or submit. Choose submit if phones in your tenant fail on execute.',
  },
  // Absent or empty: info. Only silent hides anything, and it must be written.
  {
    name: 'LOG_LEVEL',
    default: 'info',
    doc: 'Minimum level to log: debug, info, warn, error or silent.',
  },
  // Absent or empty: not in the package. It is checked there.
  {
    name: 'PUBLIC_HOSTNAME',
    default: '',
    doc: 'Host name of the bot for people, for example patkeeper.example.com. Only used in the Teams app package.',
  },
  // Absent or empty: its default. It is only shown.
  {
    name: 'PUBLISHER_NAME',
    default: 'Patkeeper',
    doc: 'Name of the publisher that Teams shows, at most 32 characters. Only used in the Teams app package.',
  },
  // Absent or empty: its default, which the packing tells of. It must be https.
  {
    name: 'PUBLISHER_URL',
    default: 'https://example.com/',
    doc: 'Your web page about the bot, its privacy and its terms of use. Only used in the Teams app package.',
  },
] as const satisfies readonly Variable[];
