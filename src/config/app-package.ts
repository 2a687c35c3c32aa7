import { isGuid } from '../core/guid.ts';
import { applicationIdUri } from '../identity/teams-token.ts';
import { createConfigReader, type Environment } from './reader.ts';

/** What the settings say about the Teams app. */
export interface ManifestSettings {
  /** For the placeholders of manifest.json, by name. */
  readonly values: Readonly<Record<string, string>>;
  /** Whether people sign in to Azure DevOps. */
  readonly signIn: boolean;
  /** What you must correct first, one sentence each. */
  readonly problems: readonly string[];
  /** Useful facts, one sentence each. */
  readonly notes: readonly string[];
}

const HOSTNAME = /^(?=.{1,253}$)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+$/i;

/**
 * Reads what the app package needs from an environment. These are only some of the settings, so that you can make the package
 * before you know the rest.
 */
export function readManifestSettings(env: Environment): ManifestSettings {
  const read = createConfigReader({ env });
  const signIn = read.list('AUTHORITIES').some((authority) => authority.toLowerCase() === 'azure-devops');
  const appId = read.text('MicrosoftAppId').toLowerCase();
  const clientId = read.text('ENTRA_CLIENT_ID').toLowerCase() || appId;
  const publicHost = hostOf(read.text('PUBLIC_URL'));
  const values = {
    MICROSOFT_APP_ID: appId,
    ENTRA_CLIENT_ID: clientId,
    APPLICATION_ID_URI: applicationIdUri(clientId),
    PUBLIC_HOSTNAME: publicHost ?? read.text('PUBLIC_HOSTNAME').toLowerCase(),
    PUBLISHER_NAME: read.text('PUBLISHER_NAME'),
    PUBLISHER_URL: read.text('PUBLISHER_URL'),
  };
  const problems: string[] = [];
  if (!isGuid(appId)) {
    const wrong = read.isSet('MicrosoftAppId') ? 'is not an id' : 'is missing';
    problems.push(`MicrosoftAppId ${wrong}. Write the bot's application (client) id in .env.`);
  }
  if (signIn && read.isSet('ENTRA_CLIENT_ID') && !isGuid(clientId))
    problems.push('ENTRA_CLIENT_ID is not an id. Write the application (client) id that people sign in to.');
  if (signIn && !read.isSet('PUBLIC_URL'))
    problems.push('PUBLIC_URL is missing, and Teams needs it to open the sign-in page. Write it in .env.');
  if (read.isSet('PUBLIC_URL') && !HOSTNAME.test(publicHost ?? ''))
    problems.push(
      'PUBLIC_URL is not an https address with a full host name. Write an address such as https://patkeeper.example.com.',
    );
  problems.push(...hostnameProblems(read.text('PUBLIC_HOSTNAME'), publicHost));
  if (values.PUBLISHER_NAME.length > 32)
    problems.push('PUBLISHER_NAME is too long. Write at most 32 characters.');
  if (!/^https:\/\//i.test(values.PUBLISHER_URL) || !URL.canParse(values.PUBLISHER_URL))
    problems.push('PUBLISHER_URL is not a web address. Write one that begins with https://.');
  const notes = read.isSet('PUBLISHER_URL')
    ? []
    : [`Teams will show ${values.PUBLISHER_URL} as your page. Set PUBLISHER_URL to change it.`];
  return { values, signIn, problems, notes };
}

function hostOf(address: string): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url?.protocol === 'https:' ? url.hostname : undefined;
}

function hostnameProblems(hostname: string, publicHost: string | undefined): string[] {
  if (hostname === '') return [];
  if (!HOSTNAME.test(hostname))
    return ['PUBLIC_HOSTNAME is not a host name. Write one such as patkeeper.example.com, without https://.'];
  return publicHost === undefined || publicHost === hostname.toLowerCase()
    ? []
    : ['PUBLIC_HOSTNAME and PUBLIC_URL name different hosts. Remove PUBLIC_HOSTNAME.'];
}
