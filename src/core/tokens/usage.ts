import { type ScopeId, satisfies } from './scopes.ts';
import type { AuthorityId } from './token.ts';

/** What the example lines are made for. */
export interface UsageInput {
  readonly authority: AuthorityId;
  readonly organization: string;
  /**
   * The address of the organization, for example `https://git.contoso.com/team`; without one, the lines have an example
   * address.
   */
  readonly organizationUrl?: string;
  readonly scopes: readonly ScopeId[];
}

/** One way to use a token, ready to copy. The place of the secret is marked and never filled in. */
export interface UsageSection {
  readonly title: string;
  readonly lines: readonly string[];
  readonly note?: string;
  /** Whether the token's scopes are made for this. */
  readonly relevant: boolean;
}

interface Place {
  readonly repository: string;
  readonly npm: string;
  readonly nuget: string;
  readonly api: string;
  readonly protocol: string;
  readonly host: string;
}

const EXAMPLE_URL = 'https://git.example.com';
/** Characters of a URL that a shell would act on. */
const SHELL_CHARACTERS = /[^\w./~%:-]/g;
const READ_SECRET = 'read -rs PAT';
const PASTE = 'Paste your token after the first line.';
/** One call for each kind of scope, so that the curl line works with the token at hand. */
const API_CALLS: readonly (readonly [ScopeId, string])[] = [
  ['vso.code', '_apis/git/repositories?api-version=7.1'],
  ['vso.work', '_apis/wit/fields?api-version=7.1'],
  ['vso.agentpools', '_apis/distributedtask/pools?api-version=7.1'],
  ['vso.build', 'PROJECT/_apis/build/builds?api-version=7.1'],
];

/** Example lines for the tools that take a token, those that the scopes are made for first. */
export function usageLines(input: UsageInput): UsageSection[] {
  const { scopes } = input;
  const place = input.authority === 'azure-devops' ? azureDevOps(input, scopes) : builtin(input);
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

function builtin({ organizationUrl = '' }: UsageInput): Place {
  const base = plainAddress(organizationUrl) ?? EXAMPLE_URL;
  return {
    repository: `${base}/REPOSITORY.git`,
    npm: `${base}/npm/`,
    nuget: `${base}/nuget/index.json`,
    api: `${base}/`,
    protocol: base.slice(0, base.indexOf(':')),
    host: new URL(base).host,
  };
}

function azureDevOps({ organization }: UsageInput, scopes: readonly ScopeId[]): Place {
  const name = encodeURIComponent(organization).replace(SHELL_CHARACTERS, '');
  const feed = `https://pkgs.dev.azure.com/${name}/_packaging/FEED`;
  const call = API_CALLS.find(([scope]) => satisfies(scopes, scope))?.[1] ?? '_apis/projects?api-version=7.1';
  return {
    repository: `https://dev.azure.com/${name}/PROJECT/_git/REPOSITORY`,
    npm: `${feed}/npm/registry/`,
    nuget: `${feed}/nuget/v3/index.json`,
    api: `https://dev.azure.com/${name}/${call}`,
    protocol: 'https',
    host: 'dev.azure.com',
  };
}

function gitSection({ repository }: Place, relevant: boolean): UsageSection {
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

function credentialSection({ protocol, host }: Place, relevant: boolean): UsageSection {
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

function npmSection({ npm }: Place, relevant: boolean): UsageSection {
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

function nugetSection({ nuget }: Place, relevant: boolean): UsageSection {
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

function curlSection({ api }: Place, relevant: boolean): UsageSection {
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
