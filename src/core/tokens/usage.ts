import { type ScopeId, satisfies } from './scopes.ts';

/** That an address is an example, or that words in capitals stand for names. */
type Caution = 'address' | 'names';

/** One way to use a token, ready to copy. The place of the secret is marked and never filled in. */
export interface UsageSection {
  readonly tool: 'git' | 'git-credentials' | 'npm' | 'nuget' | 'curl';
  readonly lines: readonly string[];
  /** A line that makes what the tool wants of the secret. */
  readonly command?: string;
  /** What has to be replaced in the lines; absent when they are whole. */
  readonly caution?: Caution;
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
    tool: 'git',
    lines: [`git clone ${repository.replace('://', '://patkeeper@')}`],
    ...caution(repository),
    relevant,
  };
}

function credentialSection({ protocol, host }: UsageAddresses, relevant: boolean): UsageSection {
  return {
    tool: 'git-credentials',
    lines: [
      'git config --global credential.helper manager',
      READ_SECRET,
      `printf 'protocol=${protocol}\\nhost=${host}\\nusername=patkeeper\\npassword=%s\\n\\n' "$PAT" | git credential approve`,
    ],
    relevant,
  };
}

function npmSection({ npm }: UsageAddresses, relevant: boolean): UsageSection {
  const key = npm.replace(/^https?:/, '');
  return {
    tool: 'npm',
    lines: [`registry=${npm}`, `${key}:username=patkeeper`, `${key}:_password=<your token>`],
    command: `${READ_SECRET}; printf %s "$PAT" | base64 | tr -d '\\n'`,
    ...caution(npm),
    relevant,
  };
}

function nugetSection({ nuget }: UsageAddresses, relevant: boolean): UsageSection {
  return {
    tool: 'nuget',
    lines: [
      READ_SECRET,
      `dotnet nuget add source ${nuget} --name patkeeper --username patkeeper --password "$PAT"`,
    ],
    ...caution(nuget),
    relevant,
  };
}

function curlSection({ api }: UsageAddresses, relevant: boolean): UsageSection {
  return {
    tool: 'curl',
    // An argument could be read in the list of processes.
    lines: [READ_SECRET, `printf 'user = ":%s"' "$PAT" | curl --config - '${api}'`],
    ...caution(api),
    relevant,
  };
}

function caution(url: string): { readonly caution?: Caution } {
  if (url.startsWith(EXAMPLE_URL)) return { caution: 'address' };
  return /FEED|PROJECT|REPOSITORY/.test(url) ? { caution: 'names' } : {};
}
