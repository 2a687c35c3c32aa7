import { CLOUD_SECRET_FORMATS } from './cloud-secret-formats.ts';
import { CODE_SECRET_FORMATS } from './code-secret-formats.ts';
import { INFRASTRUCTURE_SECRET_FORMATS } from './infrastructure-secret-formats.ts';
import { MICROSOFT_SECRET_FORMATS } from './microsoft-secret-formats.ts';
import { knownPrefixes } from './own-prefixes.ts';
import { prefixed, type SecretFormat } from './secret-format.ts';
import { SERVICE_SECRET_FORMATS } from './service-secret-formats.ts';
import { TEAMWORK_SECRET_FORMATS } from './teamwork-secret-formats.ts';

/** The name of the form of built-in secrets that have a known prefix, damaged ones too. */
export const OWN_SECRET = 'built-in secret';
/** The name of the older form of Azure DevOps’ personal access tokens. */
export const OLDER_AZURE_DEVOPS = 'Azure DevOps’ older';

/**
 * The published forms of secrets and our own, with the prefixes that are known by now, in the order of the search. A form that is part of another one comes later.
 *
 * Every pattern takes time linear in the text. A count without an upper bound may only be at the end, before a character that
 * isn't in the counted class, or at the beginning of a run (with a lookbehind). So no run is read again from each of its
 * characters. The forms are a little wider than published, because an attacker can often guess the rest of a damaged secret.
 * A secret without its own form, for example 32 hexadecimal digits, is known only by its place: the log looks after those.
 */
export function secretFormats(): readonly SecretFormat[] {
  return [
    {
      name: 'private key (PEM)',
      source: 'RFC 7468 and RFC 4880',
      signatures: ['PRIVATE KEY'],
      pattern:
        /(-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----)[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g,
    },
    prefixed('age key', 'age, README', ['AGE-SECRET-KEY-1'], /[A-Z0-9]{50,}/),
    ...CODE_SECRET_FORMATS,
    ...MICROSOFT_SECRET_FORMATS,
    ...CLOUD_SECRET_FORMATS,
    ...INFRASTRUCTURE_SECRET_FORMATS,
    ...TEAMWORK_SECRET_FORMATS,
    ...SERVICE_SECRET_FORMATS,
    ...ownSecretFormats(),
    {
      name: 'JSON web token',
      source: 'RFC 7519',
      signatures: ['eyJ'],
      // The second is the rest of a cut one: it holds the person’s data all the same.
      pattern: /eyJ[\w-]{4,}(?:\.[\w-]*)+|eyJ[\w-]{37,}/g,
    },
    {
      name: OLDER_AZURE_DEVOPS,
      source: 'Microsoft Purview, Azure DevOps personal access token',
      signatures: [],
      // One letter again and again is none.
      pattern: /(?<![2-7a-z])(?!([2-7a-z])\1{51})[2-7a-z]{52,}/g,
    },
  ];
}

/** The form of built-in secrets: with a known prefix also when they are damaged, with any other one when they are whole. */
function ownSecretFormats(): readonly SecretFormat[] {
  return [
    prefixed(
      OWN_SECRET,
      'secret.ts; neither length nor checksum is looked at, so that damaged ones are found too',
      knownPrefixes().map((prefix) => `${prefix}_`),
      /[0-9A-Za-z]{20,}/,
    ),
    {
      name: 'built-in secret with another prefix',
      source: 'secret.ts; another replica, or another installation, may use a prefix that is not known here',
      signatures: ['_'],
      pattern: /(?<![0-9A-Za-z])([a-z0-9]{2,10}_)[0-9A-Za-z]{61}(?![0-9A-Za-z])/g,
    },
  ];
}
