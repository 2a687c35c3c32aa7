import type { Variable } from './variable.ts';

/** The bot, the people who may use it, and Azure DevOps. Rows are read as `variable.ts` says. */
export const SIGN_IN_VARIABLES = [
  // Absent or empty: no start with Teams.
  {
    name: 'MicrosoftAppType',
    default: '',
    doc: 'How the bot is registered: SingleTenant or UserAssignedMSI. MODE=teams needs it.',
  },
  // Absent or empty: no start with Teams. Beside another credential that is a lost one, and never local mode.
  {
    name: 'MicrosoftAppId',
    default: '',
    doc: 'Application (client) id of the bot. MODE=teams needs it.',
  },
  // Absent or empty: no start with SingleTenant.
  {
    name: 'MicrosoftAppPassword',
    default: '',
    secret: true,
    doc: "Client secret of the bot. SingleTenant needs it; UserAssignedMSI doesn't use it.",
  },
  // Absent or empty: nobody is told before the end. It opens nothing.
  {
    name: 'MicrosoftAppPasswordExpires',
    default: '',
    doc: 'Date on which MicrosoftAppPassword expires, for example 2027-05-31. Patkeeper warns 30, 7 and 1 days before.',
  },
  // Absent or empty: another credential, or no start. Two at once are refused.
  {
    name: 'MicrosoftAppCertificate',
    default: '',
    doc: 'PEM file with the private key and the certificate of the bot, in place of MicrosoftAppPassword. SingleTenant only.',
  },
  // Absent or empty: another credential, or no start. Two at once are refused.
  {
    name: 'MicrosoftAppTokenFile',
    default: '',
    doc: 'File with the token of a federated identity that the bot trusts (workload identity), in place of MicrosoftAppPassword. Patkeeper reads it again for each use. SingleTenant only.',
  },
  // Absent or empty: no start with Teams.
  {
    name: 'MicrosoftAppTenantId',
    default: '',
    doc: "Directory (tenant) id of the bot's registration. MODE=teams needs it.",
  },
  // Absent or empty: the bot's own tenant alone, the strictest. There is no word for everybody.
  {
    name: 'ALLOWED_TENANTS',
    default: '',
    doc: 'Ids of the tenants whose people may use the bot, separated by commas. When left out: MicrosoftAppTenantId only.',
  },
  // Absent or empty: builtin, which asks nobody else. A list of nothing is refused.
  {
    name: 'AUTHORITIES',
    default: 'builtin',
    doc: 'Who issues tokens: builtin, azure-devops, or both with a comma between.',
  },
  // Absent or empty: no start where Teams people sign in. It must be https.
  {
    name: 'PUBLIC_URL',
    default: '',
    doc: "Address of the bot for people's browsers, for example https://patkeeper.example.com. Needed for azure-devops. In local mode it defaults to the bot's own address.",
  },
  // Absent or empty: the bot's own application, whose credential is needed all the same.
  {
    name: 'ENTRA_CLIENT_ID',
    default: '',
    doc: "Application (client) id of the application that has the permissions for Azure DevOps. When left out: MicrosoftAppId, the bot's own registration.",
  },
  // Absent or empty: no start for an application that is not the bot's.
  {
    name: 'ENTRA_CLIENT_SECRET',
    default: '',
    secret: true,
    doc: 'Client secret of that application. When left out: MicrosoftAppPassword, if it is the same application.',
  },
  // Absent or empty: nobody is told before the end. It opens nothing.
  {
    name: 'ENTRA_CLIENT_SECRET_EXPIRES',
    default: '',
    doc: 'Date on which ENTRA_CLIENT_SECRET expires, for example 2027-05-31. Patkeeper warns 30, 7 and 1 days before.',
  },
  // Absent or empty: the secret, or no start. Both at once are refused.
  {
    name: 'ENTRA_CLIENT_CERTIFICATE',
    default: '',
    doc: 'PEM file with the private key and the certificate of that application, in place of a secret.',
  },
  // Absent or empty: another credential, or no start. Two at once are refused.
  {
    name: 'ENTRA_CLIENT_TOKEN_FILE',
    default: '',
    doc: 'File with the token of a federated identity that that application trusts (workload identity), in place of a secret. Patkeeper reads it again for each use.',
  },
  // Absent or empty: the bot's own tenant. One that stands for many tenants is refused.
  {
    name: 'ENTRA_AUTHORITY',
    default: '',
    doc: 'Address where people sign in. When left out: https://login.microsoftonline.com/ followed by MicrosoftAppTenantId.',
  },
  // Absent: a key beside the data, which is warned of. Empty with Teams: no start.
  {
    name: 'CACHE_KEY',
    default: '',
    secret: true,
    doc: 'Key that encrypts stored sign-ins: 32 random bytes in base64. You can write several with commas between: Patkeeper encrypts with the first and decrypts with any. When left out: Patkeeper makes one in DATA_DIR.',
    lostIfEmpty: true,
  },
  // Absent or empty: Microsoft's. It must be https, because sign-ins are sent there.
  {
    name: 'AZURE_DEVOPS_URL',
    default: 'https://vssps.dev.azure.com',
    doc: 'Address where Azure DevOps manages tokens.',
  },
  // Absent or empty: Microsoft's. It must be https, as above.
  {
    name: 'AZURE_DEVOPS_PROFILE_URL',
    default: 'https://app.vssps.visualstudio.com',
    doc: "Address where Azure DevOps lists people's organizations.",
  },
  // Absent or empty: its default. It opens nothing.
  {
    name: 'SWEEP_HOURS',
    default: '6',
    doc: 'Hours between two scans for tokens that people made elsewhere in Azure DevOps, 1 to 168.',
  },
  // Absent or empty: none. Nothing is ever sent there.
  {
    name: 'AZURE_DEVOPS_SERVER_COLLECTIONS',
    default: '',
    doc: 'Collections of Azure DevOps Server whose tokens Patkeeper remembers, separated by commas. Write each as an address or as name=address.',
  },
] as const satisfies readonly Variable[];
