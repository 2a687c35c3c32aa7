import type { Variable } from './variable.ts';

/** The bot, the people who may use it, and Azure DevOps. Rows are read as `variable.ts` says. */
export const SIGN_IN_VARIABLES = [
  // Absent or empty: no start with Teams.
  {
    name: 'MicrosoftAppType',
    default: '',
    doc: 'How the bot is registered: SingleTenant or UserAssignedMSI. Needed with MODE=teams, as the next three are.',
  },
  // Absent or empty: no start with Teams. Beside another credential that is a lost one, and never local mode.
  {
    name: 'MicrosoftAppId',
    default: '',
    doc: 'Application (client) id of the bot.',
  },
  // Absent or empty: no start with SingleTenant.
  {
    name: 'MicrosoftAppPassword',
    default: '',
    doc: 'Client secret of the bot. Needed for SingleTenant, not used for UserAssignedMSI.',
  },
  // Absent or empty: no start with Teams.
  { name: 'MicrosoftAppTenantId', default: '', doc: "Directory (tenant) id of the bot's registration." },
  // Absent or empty: the bot's own tenant alone, the strictest. There is no word for everybody.
  {
    name: 'ALLOWED_TENANTS',
    default: '',
    doc: 'Tenant ids whose people may use the bot, comma separated. When left out: MicrosoftAppTenantId only.',
  },
  // Absent or empty: builtin, which asks nobody else. A list of nothing is refused.
  {
    name: 'AUTHORITIES',
    default: 'builtin',
    doc: 'Who issues tokens, comma separated: builtin, azure-devops or both.',
  },
  // Absent or empty: no start where Teams people sign in. It must be https.
  {
    name: 'PUBLIC_URL',
    default: '',
    doc: 'Address under which people reach the bot with their browsers, https://patkeeper.example.com say. Needed for azure-devops; in local mode the own address is taken.',
  },
  // Absent or empty: the bot's own application, whose credential is needed all the same.
  {
    name: 'ENTRA_CLIENT_ID',
    default: '',
    doc: "Application (client) id with the permissions for Azure DevOps. When left out: MicrosoftAppId, the bot's own registration.",
  },
  // Absent or empty: no start for an application that is not the bot's.
  {
    name: 'ENTRA_CLIENT_SECRET',
    default: '',
    doc: 'Client secret of that application. When left out: MicrosoftAppPassword, if it is the same application.',
  },
  // Absent or empty: the secret, or no start. Both at once are refused.
  {
    name: 'ENTRA_CLIENT_CERTIFICATE',
    default: '',
    doc: 'PEM file with the private key and the certificate of that application, in place of a secret.',
  },
  // Absent or empty: the bot's own tenant. One that stands for many tenants is refused.
  {
    name: 'ENTRA_AUTHORITY',
    default: '',
    doc: 'Where people sign in. When left out: https://login.microsoftonline.com/ and MicrosoftAppTenantId.',
  },
  // Absent: a key beside the data, which is warned of. Empty with Teams: no start.
  {
    name: 'CACHE_KEY',
    default: '',
    doc: 'Key that encrypts what is kept of sign-ins, 32 random bytes in base64. Several with commas between: the first encrypts, all decrypt. When left out: one is made in DATA_DIR.',
    lostIfEmpty: true,
  },
  // Absent or empty: Microsoft's. It must be https, because sign-ins are sent there.
  {
    name: 'AZURE_DEVOPS_URL',
    default: 'https://vssps.dev.azure.com',
    doc: 'Where tokens of Azure DevOps are managed.',
  },
  // Absent or empty: Microsoft's. It must be https, as above.
  {
    name: 'AZURE_DEVOPS_PROFILE_URL',
    default: 'https://app.vssps.visualstudio.com',
    doc: "Where Azure DevOps tells people's organizations.",
  },
  // Absent or empty: its default. It opens nothing.
  {
    name: 'SWEEP_HOURS',
    default: '6',
    doc: 'Hours between two looks for tokens that people made elsewhere in Azure DevOps, 1 to 168.',
  },
  // Absent or empty: none. Nothing is ever sent there.
  {
    name: 'AZURE_DEVOPS_SERVER_COLLECTIONS',
    default: '',
    doc: 'Collections of Azure DevOps Server whose tokens Patkeeper remembers, comma separated, each an address or name=address.',
  },
] as const satisfies readonly Variable[];
