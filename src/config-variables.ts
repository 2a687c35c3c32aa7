/** One setting: an environment variable with its default and what to know about it. */
export interface Variable {
  readonly name: string;
  /** Empty when there is none. */
  readonly default: string;
  readonly doc: string;
  /** Set where it may only be used in local mode, that is without bot credentials. */
  readonly localOnly?: true;
  /** Set where it would do nothing without PostgreSQL. */
  readonly postgresOnly?: true;
}

/** Every setting, in the order of `.env.example`, which a test holds against this table. */
export const VARIABLES = [
  {
    name: 'HOST',
    default: '127.0.0.1',
    doc: 'Address to listen on. Without bot credentials it must be loopback, because nobody has to sign in then.',
  },
  { name: 'PORT', default: '3978', doc: 'Port of the bot, where Teams posts to. 0 takes any free port.' },
  {
    name: 'VERIFY',
    default: 'on',
    doc: 'on has a listener where reverse proxies and other services have tokens verified; off does not.',
  },
  {
    name: 'VERIFY_HOST',
    default: '127.0.0.1',
    doc: 'Address of that listener. It is for your proxies alone, never for the public; without bot credentials it must be loopback.',
  },
  {
    name: 'VERIFY_PORT',
    default: '3979',
    doc: 'Port of that listener. 0 takes any free port.',
  },
  {
    name: 'VERIFY_CLIENTS',
    default: '',
    doc: 'Services that may introspect and revoke tokens, comma separated, each name:secret with 16 characters of secret or more.',
  },
  {
    name: 'TRUSTED_PROXIES',
    default: '',
    doc: 'Addresses or ranges of your reverse proxies, comma separated, 127.0.0.1 or 10.0.0.0/8 say. Only they are believed who their client is (X-Forwarded-For).',
  },
  { name: 'DATA_DIR', default: './data', doc: 'Folder where tokens, people and notices are kept.' },
  {
    name: 'STORE',
    default: 'lowdb',
    doc: 'Kind of store. lowdb keeps files in DATA_DIR, for one running bot; postgres keeps everything in DATABASE_URL, for any number.',
  },
  {
    name: 'DATABASE_URL',
    default: '',
    doc: 'Address of the PostgreSQL database (14 or newer): postgres://user:password@host:5432/database. TLS options follow it, ?sslmode=verify-full say. STORE=postgres only, as the next five.',
  },
  {
    name: 'DATABASE_DIRECT_URL',
    default: '',
    doc: 'Address of the PostgreSQL server itself, where DATABASE_URL leads through a pooler (PgBouncer) in transaction mode. When left out: DATABASE_URL leads to the server, or through a pooler in session mode.',
    postgresOnly: true,
  },
  {
    name: 'MIGRATE',
    default: 'on',
    doc: 'on brings the schema of the database up to date at every start; off leaves that to "node dist/migrate.js", for a service that must not change it.',
    postgresOnly: true,
  },
  {
    name: 'DATABASE_POOL_SIZE',
    default: '10',
    doc: 'Most connections of one process to the database, 1 to 100.',
    postgresOnly: true,
  },
  {
    name: 'KEEP_AUDIT_DAYS',
    default: '365',
    doc: 'How long audit events are kept in the database, in days.',
    postgresOnly: true,
  },
  {
    name: 'KEEP_ENDED_DAYS',
    default: '90',
    doc: 'How long tokens that have ended stay on lists, and in the database, in days.',
    postgresOnly: true,
  },
  {
    name: 'LOCAL_CHAT',
    default: 'on',
    doc: 'on serves the local chat, a web page that stands in for Teams; off does not. Local mode only.',
    localOnly: true,
  },
  {
    name: 'LOCAL_CHAT_PORT',
    default: '3980',
    doc: 'Port of the local chat. 0 takes any free port. Local mode only.',
    localOnly: true,
  },
  {
    name: 'CLOCK_OFFSET_HOURS',
    default: '0',
    doc: 'Hours by which the bot is ahead of time (behind, if negative), to see a reminder without waiting. Local mode only.',
    localOnly: true,
  },
  {
    name: 'MicrosoftAppType',
    default: '',
    doc: 'How the bot is registered: SingleTenant or UserAssignedMSI. Needed as soon as MicrosoftAppId is set.',
  },
  {
    name: 'MicrosoftAppId',
    default: '',
    doc: 'Application (client) id of the bot. Set it to work with Teams; leave it out for local mode.',
  },
  {
    name: 'MicrosoftAppPassword',
    default: '',
    doc: 'Client secret of the bot. Needed for SingleTenant, not used for UserAssignedMSI.',
  },
  { name: 'MicrosoftAppTenantId', default: '', doc: "Directory (tenant) id of the bot's registration." },
  {
    name: 'ALLOWED_TENANTS',
    default: '',
    doc: 'Tenant ids whose people may use the bot, comma separated. When left out: MicrosoftAppTenantId only.',
  },
  {
    name: 'AUTHORITIES',
    default: 'builtin',
    doc: 'Who issues tokens, comma separated: builtin, azure-devops or both.',
  },
  {
    name: 'PUBLIC_URL',
    default: '',
    doc: 'Address under which people reach the bot with their browsers, https://patkeeper.example.com say. Needed for azure-devops; in local mode the own address is taken.',
  },
  {
    name: 'ENTRA_CLIENT_ID',
    default: '',
    doc: "Application (client) id with the permissions for Azure DevOps. When left out: MicrosoftAppId, the bot's own registration.",
  },
  {
    name: 'ENTRA_CLIENT_SECRET',
    default: '',
    doc: 'Client secret of that application. When left out: MicrosoftAppPassword, if it is the same application.',
  },
  {
    name: 'ENTRA_CLIENT_CERTIFICATE',
    default: '',
    doc: 'PEM file with the private key and the certificate of that application, in place of a secret.',
  },
  {
    name: 'ENTRA_AUTHORITY',
    default: '',
    doc: 'Where people sign in. When left out: https://login.microsoftonline.com/ and MicrosoftAppTenantId.',
  },
  {
    name: 'CACHE_KEY',
    default: '',
    doc: 'Key that encrypts what is kept of sign-ins, 32 random bytes in base64. Several with commas between: the first encrypts, all decrypt. When left out: one is made in DATA_DIR.',
  },
  {
    name: 'AZURE_DEVOPS_URL',
    default: 'https://vssps.dev.azure.com',
    doc: 'Where tokens of Azure DevOps are managed.',
  },
  {
    name: 'AZURE_DEVOPS_PROFILE_URL',
    default: 'https://app.vssps.visualstudio.com',
    doc: "Where Azure DevOps tells people's organizations.",
  },
  {
    name: 'SWEEP_HOURS',
    default: '6',
    doc: 'Hours between two looks for tokens that people made elsewhere in Azure DevOps, 1 to 168.',
  },
  {
    name: 'AZURE_DEVOPS_SERVER_COLLECTIONS',
    default: '',
    doc: 'Collections of Azure DevOps Server whose tokens Patkeeper remembers, comma separated, each an address or name=address.',
  },
  {
    name: 'BUILTIN_ORGANIZATIONS',
    default: 'internal',
    doc: 'Organizations of the built-in authority, comma separated, each an id or id=Display name. Tokens of one that is taken out are refused.',
  },
  {
    name: 'BUILTIN_ORGANIZATION_URLS',
    default: '',
    doc: 'Where people reach them, comma separated, internal=https://git.example.org say. Cards show it in the lines to copy, followed by /REPOSITORY.git, /npm/ and /nuget/index.json.',
  },
  {
    name: 'TOKEN_PEPPER',
    default: '',
    doc: 'Key under which built-in secrets are digested, 32 random characters or more, without a comma. To change it, write the new one before the old one, with a comma between: the first digests new secrets, all verify, and tokens made under one that is removed are no longer verified. With several replicas, write it behind the old one first and restart all. When left out: one is made in DATA_DIR, and it verifies beside these.',
  },
  {
    name: 'MAX_LIFESPAN_DAYS',
    default: '365',
    doc: 'Longest life of a new or renewed token in days, 1 to 365.',
  },
  {
    name: 'FORBIDDEN_SCOPES',
    default: '',
    doc: 'Scopes that no token may have, comma separated. Scopes that include one of them are forbidden too, and so is app_token (full access). In tokens that exist they no longer count, and such tokens are not renewed.',
  },
  {
    name: 'MAX_TOKENS_PER_USER',
    default: '50',
    doc: 'Most active tokens that one person may have, 1 to 1000.',
  },
  {
    name: 'GUESTS',
    default: 'refuse',
    doc: 'Whether guests of the tenant may create and renew tokens: refuse or allow. A guest who is refused may still list and revoke the tokens that they have.',
  },
  {
    name: 'CARD_ACTIONS',
    default: 'execute',
    doc: 'Kind of buttons on cards. submit is for tenants whose phones fail on execute.',
  },
  {
    name: 'LOG_LEVEL',
    default: 'info',
    doc: 'Least important lines to log: debug, info, warn, error or silent.',
  },
  {
    name: 'PUBLIC_HOSTNAME',
    default: '',
    doc: 'Host name under which people reach the bot, patkeeper.example.com say. Only written into the Teams app package.',
  },
  {
    name: 'PUBLISHER_NAME',
    default: 'Patkeeper',
    doc: 'Who offers the bot, as Teams shows it, 32 characters at most. Only written into the Teams app package.',
  },
  {
    name: 'PUBLISHER_URL',
    default: 'https://example.com/',
    doc: 'Your page about the bot, its privacy and its terms of use. Only written into the Teams app package.',
  },
] as const satisfies readonly Variable[];

/** The name of a setting. */
export type VariableName = (typeof VARIABLES)[number]['name'];
