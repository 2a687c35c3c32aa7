import { PatkeeperError } from '../../src/core/errors.ts';
import type { Account, SignIn } from '../../src/core/sign-in.ts';
import { signInNeeded } from '../../src/core/tokens/refusals.ts';
import { type PersonId, personKey } from '../../src/core/tokens/token.ts';

/** The Teams token that the fake exchanges; it takes any other for not enough. */
export const TEAMS_TOKEN = 'teams-token-of-this-person';

/** A sign-in in memory that keeps the port's promises. The code of a page is found in its address. */
export interface FakeSignIn extends SignIn {
  /** Every page that was started, the oldest first. */
  readonly started: readonly { readonly person: string; readonly url: string; readonly claims?: string }[];
  /** How often a token was exchanged, or tried to be. */
  readonly exchanges: number;
  /** What the next calls of `exchange` and `confirm` reject with, one each. */
  failNext(...errors: Error[]): void;
  /** The challenges that were answered on a page. */
  readonly answered: ReadonlySet<string>;
  /** The code that the page at this address shows at its end. */
  codeOf(url: string): string;
}

/** Makes a fake in which nobody is signed in. */
export function createFakeSignIn(): FakeSignIn {
  const started: { person: string; url: string; claims?: string }[] = [];
  const accounts = new Map<string, Account>();
  const failures: Error[] = [];
  const answered = new Set<string>();
  const used = new Set<string>();
  let exchanges = 0;
  const codeOf = (url: string): string => `code-${new URL(url).searchParams.get('ticket')}`;

  function account(background: boolean): Account {
    const permissions = ['vso.pats', 'vso.pats_manage', 'vso.profile'];
    return { username: 'ada@contoso.com', tenantId: 'contoso-tenant', permissions, background };
  }

  function failIfTold(): void {
    const failure = failures.shift();
    if (failure !== undefined) throw failure;
  }

  return {
    exchangeResource: 'api://botid-1',
    started,
    answered,
    get exchanges() {
      return exchanges;
    },
    failNext: (...errors) => void failures.push(...errors),
    codeOf,
    async start(person, { claims } = {}) {
      const url = `https://patkeeper.example.com/auth/start?ticket=${started.length + 1}`;
      started.push({ person: personKey(person), url, ...(claims === undefined ? {} : { claims }) });
      return url;
    },
    async exchange(person, teamsToken) {
      exchanges += 1;
      failIfTold();
      if (teamsToken.reveal() !== TEAMS_TOKEN) throw signInNeeded();
      accounts.set(personKey(person), account(false));
    },
    async confirm(person, code) {
      failIfTold();
      const isIt = (page: { person: string; url: string }) =>
        page.person === personKey(person) && codeOf(page.url) === code;
      const found = started.find(isIt);
      if (found === undefined || used.has(code)) {
        throw new PatkeeperError('invalid-input.code-wrong', {}, { field: 'code' });
      }
      const { claims } = found;
      if (claims !== undefined) answered.add(claims);
      used.add(code);
      accounts.set(personKey(person), account(true));
    },
    account: async (person: PersonId) => accounts.get(personKey(person)),
    async forget(person) {
      accounts.delete(personKey(person));
    },
  };
}
