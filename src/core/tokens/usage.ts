import { type ScopeId, satisfies } from './scopes.ts';

/** One way to use a token, ready to copy. The place of the secret is marked and never filled in. */
export interface UsageSection {
  readonly title: string;
  readonly lines: readonly string[];
  readonly note?: string;
  /** Whether the token's scopes are made for this. */
  readonly relevant: boolean;
}

/** The addresses that the example lines have. */
export interface UsageAddresses {
  readonly repository: string;
  readonly npm: string;
  readonly nuget: string;
  readonly api: string;
  readonly protocol: string;
  readonly host: string;
}

/** Stands where nobody has said an organization's address. */
export const EXAMPLE_URL = 'https://git.example.com';
/** Characters of a URL that a shell would act on. */
export const SHELL_CHARACTERS = /[^\w./~%:-]/g;
const READ_SECRET = 'read -rs PAT';
const PASTE = 'Paste your token after the first line.';
/** Example lines for the tools that take a token, those that the scopes are made for first. */
export function usageLines(place: UsageAddresses, scopes: readonly ScopeId[]): UsageSection[] {
  const code = satisfies(scopes, 'vso.code');
  const packages = satisfies(scopes, 'vso.packaging');
  const sections = [
    gitSection(place, code),
    credentialSection(place, code),
    npmSection(place, packages),
    nugetSection(place, packages),
    curlSection(place, !code && !packages),
  ];
  return [
    ...sections.filter((section) => section.relevant),
    ...sections.filter((section) => !section.relevant),
  ];
}

/**
 * An address as the example lines can hold it, without a slash at its end. Undefined for one that is not HTTP, that has
 * a user, a query or a fragment, or in which a shell would act on something.
 */
export function plainAddress(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, origin, pathname, href } = new URL(text);
  const whole = origin + pathname;
  if (!/^https?:$/.test(protocol) || href !== whole || whole.search(SHELL_CHARACTERS) >= 0) return undefined;
  return whole.replace(/\/+$/, '');
}

function gitSection({ repository }: UsageAddresses, relevant: boolean): UsageSection {
  return {
    title: 'Clone with Git',
    lines: [`git clone ${repository.replace('://', '://patkeeper@')}`],
    note: sentences(
      'Git asks for a password: paste your token there. Any user name will do.',
      caution(repository),
    ),
    relevant,
  };
}

function credentialSection({ protocol, host }: UsageAddresses, relevant: boolean): UsageSection {
  return {
    title: 'Let Git remember it',
    lines: [
      'git config --global credential.helper manager',
      READ_SECRET,
      `printf 'protocol=${protocol}\\nhost=${host}\\nusername=patkeeper\\npassword=%s\\n\\n' "$PAT" | git credential approve`,
    ],
    note: 'Paste your token after the second line. Without Git Credential Manager, write osxkeychain (macOS) or libsecret (Linux) in place of manager.',
    relevant,
  };
}

function npmSection({ npm }: UsageAddresses, relevant: boolean): UsageSection {
  const key = npm.replace(/^https?:/, '');
  return {
    title: 'npm: lines for .npmrc',
    lines: [`registry=${npm}`, `${key}:username=patkeeper`, `${key}:_password=<your token>`],
    note: sentences(
      caution(npm),
      `npm wants the token in Base64 there. To make it: ${READ_SECRET}; printf %s "$PAT" | base64 | tr -d '\\n'`,
    ),
    relevant,
  };
}

function nugetSection({ nuget }: UsageAddresses, relevant: boolean): UsageSection {
  return {
    title: 'NuGet: add a source',
    lines: [
      READ_SECRET,
      `dotnet nuget add source ${nuget} --name patkeeper --username patkeeper --password "$PAT"`,
    ],
    note: sentences(PASTE, 'On macOS and Linux, add --store-password-in-clear-text.', caution(nuget)),
    relevant,
  };
}

function curlSection({ api }: UsageAddresses, relevant: boolean): UsageSection {
  return {
    title: 'HTTP with curl',
    // An argument could be read in the list of processes.
    lines: [READ_SECRET, `printf 'user = ":%s"' "$PAT" | curl --config - '${api}'`],
    note: sentences(PASTE, 'This is HTTP Basic: any user name, the token as password.', caution(api)),
    relevant,
  };
}

function caution(url: string): string {
  if (url.startsWith(EXAMPLE_URL)) return 'Put your own address in place of the one at git.example.com.';
  return /FEED|PROJECT|REPOSITORY/.test(url) ? 'Put your own names in place of the words in capitals.' : '';
}

function sentences(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' ');
}
