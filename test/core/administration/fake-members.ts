import { PatkeeperError } from '../../../src/core/errors.ts';
import { authoritySignInNeeded } from '../../../src/core/tokens/refusals.ts';
import { type Actor, type Instant, type PersonId, personKey } from '../../../src/core/tokens/token.ts';
import type {
  Member,
  MemberToken,
  TokenAdministration,
} from '../../../src/core/tokens/token-administration.ts';

/** An authority whose administrators see everybody's tokens, in memory. */
export interface FakeMembers extends TokenAdministration {
  readonly people: Member[];
  readonly tokens: Map<string, MemberToken[]>;
  /** Those who are signed in there. */
  readonly signedIn: Set<string>;
  /** What the next calls fail with, one after the other. */
  readonly failures: PatkeeperError[];
  /** Each call, in words. */
  readonly calls: string[];
  add(objectId: string, count: number, validTo: Instant): Member;
}

const ORGANIZATION = 'harbour';
const PAGE = 20;

/** Creates it, with the one organization `harbour`. */
export function createFakeMembers(): FakeMembers {
  const people: Member[] = [];
  const tokens = new Map<string, MemberToken[]>();
  const signedIn = new Set<string>();
  const failures: PatkeeperError[] = [];
  const calls: string[] = [];

  async function called(person: PersonId, what: string): Promise<void> {
    if (!signedIn.has(personKey(person))) throw authoritySignInNeeded();
    const failure = failures.shift();
    if (failure !== undefined) throw failure;
    calls.push(what);
  }

  return {
    id: 'azure-devops',
    people,
    tokens,
    signedIn,
    failures,
    calls,
    add(objectId, count, validTo) {
      const name = `Person ${people.length}`;
      const member = { key: `aad.${people.length}`, objectId, name, email: `${people.length}@example.com` };
      people.push(member);
      const made = Array.from({ length: count }, (_, index) => ({
        externalId: `${member.key} token ${index}`,
        name: `${name} ${index}`,
        organization: ORGANIZATION,
        scopes: ['vso.code'],
        createdAt: 0,
        validTo,
        everywhere: false,
        isValid: true,
      }));
      tokens.set(member.key, made);
      return member;
    },
    async organizations(person) {
      if (!signedIn.has(personKey(person))) throw authoritySignInNeeded();
      return [{ authority: 'azure-devops', id: ORGANIZATION, name: ORGANIZATION }];
    },
    async members(person, _organization, after = '0') {
      await called(person, `page ${after}`);
      const start = Number(after);
      const next = start + PAGE;
      const members = people.slice(start, next);
      return next < people.length ? { members, next: String(next) } : { members };
    },
    async search(person, organization, words) {
      await called(person, `search ${words} in ${organization}`);
      return people.filter(({ name }) => name.toLowerCase().startsWith(words.toLowerCase()));
    },
    async member(person, organization, key) {
      await called(person, `member ${key}`);
      const found = people.find((one) => one.key === key);
      if (found === undefined) throw new PatkeeperError('not-found.member', { organization });
      return found;
    },
    async tokensOf(person, organization, key) {
      await called(person, `tokens of ${key}`);
      const found = tokens.get(key);
      if (found === undefined) throw new PatkeeperError('not-found.member', { organization });
      return found;
    },
    async revoke(person, organization, externalIds) {
      await called(person, `revoke ${externalIds.length} in ${organization}`);
      for (const [key, own] of tokens)
        tokens.set(
          key,
          own.map((token) => (externalIds.includes(token.externalId) ? { ...token, isValid: false } : token)),
        );
    },
  };
}

/** The sign-in at it, which takes any code but `wrong`. */
export function fakeSignInThere({ signedIn }: FakeMembers) {
  return {
    start: async () => 'https://patkeeper.example.com/auth/start',
    async confirm(person: PersonId, code: string) {
      if (code === 'wrong') throw new PatkeeperError('invalid-input.code-wrong', {}, { field: 'code' });
      signedIn.add(personKey(person));
    },
    account: async (person: PersonId) =>
      signedIn.has(personKey(person))
        ? { username: 'boss@example.com', tenantId: person.tenantId, permissions: [], background: true }
        : undefined,
  };
}

/** Signs somebody in there at once. */
export function signInThere({ signedIn }: FakeMembers, actor: Actor): void {
  signedIn.add(personKey(actor));
}
