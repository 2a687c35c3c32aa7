import { GITLEAKS, MICROSOFT, prefixed, type SecretFormat } from './secret-format.ts';

const UNPUBLISHED = 'answers of the token endpoint; Microsoft publishes no form';

/** The name of the form that personal access tokens of Azure DevOps have today. */
export const AZURE_DEVOPS = 'annotated Azure key, as Azure DevOps’ of today';

/** How secrets of Microsoft look. */
export const MICROSOFT_SECRET_FORMATS: readonly SecretFormat[] = [
  {
    name: AZURE_DEVOPS,
    source: MICROSOFT,
    signatures: ['JQQJ9'],
    pattern: /(?<![A-Za-z0-9])[A-Za-z0-9]{52,}?JQQJ9[9DH][A-Za-z0-9][A-L][A-Za-z0-9]{24}/g,
  },
  {
    name: 'Microsoft Entra client secret',
    source: MICROSOFT,
    signatures: ['Q~'],
    pattern: /[\w.~-]{3}\dQ~[\w.~-]{31,}/g,
  },
  {
    name: 'Microsoft Entra refresh token or code',
    source: UNPUBLISHED,
    signatures: ['0.A', '1.A'],
    pattern: /[01]\.A[\w-]{30,}(?:\.[\w-]*)*/g,
  },
  {
    name: 'Microsoft account refresh token',
    source: UNPUBLISHED,
    signatures: ['M.C', 'M.R'],
    pattern: /(M\.[CR]\d{1,4}_[A-Z]{2,4}\.)[\w.!*$-]{20,}/g,
  },
  prefixed(
    'Azure key in a connection string',
    'Azure Docs, connection strings',
    ['AccountKey=', 'SharedAccessKey=', 'SharedSecretValue='],
    /[\w+/=%-]{20,}/,
  ),
  prefixed(
    'Azure shared access signature',
    'Azure Docs, shared access signatures',
    ['sig='],
    /[\w+/=%-]{20,}/,
    /(?<![A-Za-z])/,
  ),
  {
    name: 'Azure key for messages and devices',
    source: MICROSOFT,
    signatures: ['+ASb', '+AEh', '+ARm', 'AIoT'],
    pattern: /(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{33,}?(?:\+ASb|\+AEh|\+ARm|AIoT)[A-P][A-Za-z0-9+/]{5}=/g,
  },
  {
    name: 'Azure key for search and functions',
    source: MICROSOFT,
    signatures: ['AzFu', 'AzSe'],
    pattern: /(?<![\w-])[\w-]{40,}?Az(?:Fu[\w-]{5}[AQgw]==|Se[A-D][A-Za-z0-9]{5})/g,
  },
  {
    name: 'Azure storage or Cosmos DB key',
    source: MICROSOFT,
    signatures: ['=='],
    // 64 bytes. Digests in npm’s lock files have this length too, but the text before them says what they are.
    pattern: /(?<![A-Za-z0-9+/]|sha512-)[A-Za-z0-9+/]{86,}==/g,
  },
  prefixed('Teams webhook', GITLEAKS, ['.webhook.office.com/webhookb2/'], /[\w@/-]{36,}/),
];
