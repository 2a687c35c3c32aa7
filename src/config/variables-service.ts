import type { Variable } from './variable.ts';

/** What runs where, and what it keeps. Rows are read as `variable.ts` says. */
export const SERVICE_VARIABLES = [
  // Absent: teams beside credentials, else no start; local only where npm start runs and nothing speaks of a
  // service. Empty: no start without credentials.
  {
    name: 'MODE',
    default: '',
    doc: 'teams: work with Microsoft Teams. local: run on this machine only, with the local chat in place of Teams. When left out: teams if bot credentials are set; otherwise Patkeeper doesn\'t start. Only "npm start" then chooses local, and only if no setting speaks of a service for others.',
  },
  // Absent or empty: loopback, the strictest. A name is refused: some shells export HOST as the machine's,
  // which leads to the network.
  {
    name: 'HOST',
    default: '127.0.0.1',
    doc: 'IP address where the bot listens, or localhost. In local mode it must be loopback, because nobody has to sign in there.',
  },
  // Absent or empty: its default. It opens nothing: HOST says who gets there.
  {
    name: 'PORT',
    default: '3978',
    doc: 'Port of the bot. Teams sends its messages here. 0 takes any free port.',
  },
  // Absent or empty: on, at loopback. It lets nobody in without a token, so off is not the safer way but the
  // one without service.
  {
    name: 'VERIFY',
    default: 'on',
    doc: "on: start the listener that reverse proxies and other services use to verify tokens. off: don't start it.",
  },
  // Absent or empty: loopback, the strictest. A name is refused as with HOST, and anything beyond loopback is
  // warned of.
  {
    name: 'VERIFY_HOST',
    default: '127.0.0.1',
    doc: 'IP address of that listener, or localhost. Only your own proxies and services may reach it, never the public. In local mode it must be loopback.',
  },
  // Absent or empty: its default. It opens nothing.
  {
    name: 'VERIFY_PORT',
    default: '3979',
    doc: 'Port of that listener. 0 takes any free port.',
  },
  // Absent or empty: nobody may introspect or revoke.
  {
    name: 'VERIFY_CLIENTS',
    default: '',
    secret: true,
    doc: 'Services that may introspect and revoke tokens, separated by commas. Write each as name:secret, with a secret of at least 16 characters.',
  },
  // Absent or empty: nobody is believed, and the first X-Forwarded-For is told of. Ranges that hold
  // nearly everybody, alone or together, are refused.
  {
    name: 'TRUSTED_PROXIES',
    default: '',
    doc: 'Addresses or ranges of your reverse proxies, separated by commas, for example 127.0.0.1 or 10.0.0.0/8. Patkeeper trusts X-Forwarded-For, and the host and path that a proxy passes on, only when they come from one of these. Beside private networks, all of them together may have as many addresses as a /8 of IPv4 and a /16 of IPv6.',
  },
  // Absent or empty: 5 with Teams, the careful way. It opens nothing.
  {
    name: 'DRAIN_SECONDS',
    default: '',
    doc: 'How many seconds, after SIGTERM, /readyz says 503 while requests are still served, so that load balancers notice; 0 to 300. When left out: 5 with Teams, 0 in local mode.',
  },
  // Absent or empty: ./data, where nobody is known and so no token is valid. A lost pepper beside people stops
  // the start.
  { name: 'DATA_DIR', default: './data', doc: 'Folder for tokens, people, notices and keys.' },
  // Absent or empty: lowdb, but not beside a DATABASE_URL with Teams: there it must be written, or the
  // database would be forgotten.
  {
    name: 'STORE',
    default: 'lowdb',
    doc: 'Kind of store. lowdb: files in DATA_DIR, for one running bot. postgres: the database of DATABASE_URL, for any number of replicas.',
  },
  // Absent or empty: no start with postgres. Without sslmode nothing is encrypted: warned of beyond this
  // machine, and a misspelt ssl option is refused.
  {
    name: 'DATABASE_URL',
    default: '',
    secret: true,
    doc: 'Address of the PostgreSQL database (14 or newer): postgres://user:password@host:5432/database. TLS options follow it, for example ?sslmode=verify-full. STORE=postgres only.',
  },
  // Absent or empty: DATABASE_URL is taken for the server's. Behind a pooler that fails later, the start and the doctor say so.
  {
    name: 'DATABASE_DIRECT_URL',
    default: '',
    secret: true,
    doc: 'Address of the PostgreSQL server itself. Needed if DATABASE_URL leads through a pooler (PgBouncer) in transaction mode. When left out: DATABASE_URL leads to the server, or through a pooler in session mode. STORE=postgres only.',
    postgresOnly: true,
  },
  // Absent or empty: nobody is told before the end. It opens nothing.
  {
    name: 'DATABASE_PASSWORD_EXPIRES',
    default: '',
    doc: 'Date on which the password in DATABASE_URL expires, for example 2027-05-31. Patkeeper warns 30, 7 and 1 days before. STORE=postgres only.',
    postgresOnly: true,
  },
  // Absent or empty: on. The role of DATABASE_URL decides what it may change, not this.
  {
    name: 'MIGRATE',
    default: 'on',
    doc: 'on: bring the schema of the database up to date at every start. off: leave this to "patkeeper migrate", for a service that must not change the schema. STORE=postgres only.',
    postgresOnly: true,
  },
  // Absent or empty: its default. It opens nothing.
  {
    name: 'DATABASE_POOL_SIZE',
    default: '10',
    doc: 'Maximum number of connections of one process to the database, 1 to 100. STORE=postgres only.',
    postgresOnly: true,
  },
  // Absent: a year. Empty with Teams: no start, because a lost longer time deletes what is older. 0 and text are refused.
  {
    name: 'KEEP_AUDIT_DAYS',
    default: '365',
    lostIfEmpty: true,
    doc: 'Number of days to keep audit events in the database. STORE=postgres only.',
    postgresOnly: true,
  },
  // Absent or empty: its default. What has ended stays ended without its row.
  {
    name: 'KEEP_ENDED_DAYS',
    default: '90',
    doc: 'Number of days to keep ended tokens on lists and in the database. STORE=postgres only.',
    postgresOnly: true,
  },
  // Absent or empty: on, behind the local key.
  {
    name: 'LOCAL_CHAT',
    default: 'on',
    doc: "on: serve the local chat, a web page that replaces Teams. off: don't serve it. Local mode only.",
    localOnly: true,
  },
  // Absent or empty: its default. It opens nothing.
  {
    name: 'LOCAL_CHAT_PORT',
    default: '3980',
    doc: 'Port of the local chat. 0 takes any free port. Local mode only.',
    localOnly: true,
  },
  // Absent or empty: a new key at each start, the strictest. Only off opens it; a misspelt off, and
  // another word for it, is too short for a key and refused.
  {
    name: 'LOCAL_KEY',
    default: '',
    secret: true,
    doc: 'Key for the local chat, its connector and the bot: at least 8 letters, digits, ".", "_", "~" or "-". Programs send it as X-Local-Key. off: let in every account of this machine. When left out: each start makes a new key and prints it in the address. Local mode only.',
    localOnly: true,
  },
  // Absent or empty: no, the strictest.
  {
    name: 'LOCAL_DATA',
    default: 'no',
    doc: 'yes: open data that has served Teams, to look at it. Patkeeper then sends nothing to anyone. Local mode only.',
    localOnly: true,
  },
  // Absent or empty: real time. With Teams it is refused, because a clock that is behind makes tokens live
  // longer.
  {
    name: 'CLOCK_OFFSET_HOURS',
    default: '0',
    doc: "Moves the bot's clock forward by this many hours (negative: back), to see a reminder without waiting. Local mode only.",
    localOnly: true,
  },
] as const satisfies readonly Variable[];
