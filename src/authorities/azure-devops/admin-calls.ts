import { allPages } from './all-pages.ts';
import type { Calls } from './calls.ts';
import { mapOk, type Outcome } from './outcome.ts';
import { type MemberPat, type Page, type Person, readAdminPage, readUser, readUserPage } from './wire.ts';

const API = '7.1';
const GRAPH_API = '7.1-preview.1';
const PAGE_SIZE = '100';
/** The limit for pages is higher here, because an organization has more people than a person has tokens. */
const MAX_PEOPLE_PAGES = 1_000;

/**
 * What administrators of an organization may do with other people's tokens; `forbidden` for everybody else.
 * Source: Microsoft's specification of the Token Administration and Graph interfaces, version 7.1.
 */
export interface AdminCalls {
  /** One page of an organization's people of Microsoft Entra. */
  peoplePage(
    accessToken: string,
    organization: string,
    continuationToken?: string,
  ): Promise<Outcome<Page<Person>>>;
  /** Those whose names or addresses begin with these words, 100 at most. */
  searchPeople(accessToken: string, organization: string, words: string): Promise<Outcome<readonly Person[]>>;
  /** Somebody by the name by which the administration knows them. */
  findPerson(accessToken: string, organization: string, descriptor: string): Promise<Outcome<Person>>;
  /** A member by Entra object id, looked for on every page; `not-found` if there is none. */
  findByObjectId(accessToken: string, organization: string, objectId: string): Promise<Outcome<Person>>;
  /** The tokens of a member, ended ones included. */
  tokensOf(
    accessToken: string,
    organization: string,
    descriptor: string,
  ): Promise<Outcome<readonly MemberPat[]>>;
  /** Revokes the tokens of any person. It may take an hour until every server knows. */
  revokeAny(
    accessToken: string,
    organization: string,
    authorizationIds: readonly string[],
  ): Promise<Outcome<void>>;
}

/** Makes the administrators' calls. */
export function createAdminCalls(call: Calls): AdminCalls {
  function peoplePage(accessToken: string, organization: string, continuationToken?: string) {
    const filters = { subjectTypes: 'aad', 'api-version': GRAPH_API };
    const query = continuationToken === undefined ? filters : { ...filters, continuationToken };
    const path = ['graph', 'users'];
    return call({ method: 'GET', accessToken, organization, path, query, read: readUserPage });
  }

  return {
    peoplePage,
    async searchPeople(accessToken, organization, words) {
      const found = await call({
        method: 'POST',
        accessToken,
        organization,
        path: ['graph', 'subjectquery'],
        query: { 'api-version': GRAPH_API },
        body: { query: words, subjectKind: ['User'] },
        read: readUserPage,
      });
      return mapOk(found, ({ items }) => items);
    },
    findPerson(accessToken, organization, descriptor) {
      const path = ['graph', 'users', descriptor];
      const query = { 'api-version': GRAPH_API };
      return call({ method: 'GET', accessToken, organization, path, query, read: readUser });
    },
    async findByObjectId(accessToken, organization, objectId) {
      const people = await allPages<Person>({
        keyOf: ({ descriptor }) => descriptor,
        maxPages: MAX_PEOPLE_PAGES,
        async ask(continuationToken) {
          const page = await peoplePage(accessToken, organization, continuationToken);
          return mapOk(page, ({ items, next }) => {
            const found = items.filter(({ originId }) => originId.toLowerCase() === objectId.toLowerCase());
            return { items: found, next: found.length > 0 ? undefined : next };
          });
        },
      });
      if (people.kind !== 'ok') return people;
      const [person] = people.value;
      return person === undefined ? { kind: 'not-found' } : { kind: 'ok', value: person };
    },
    async tokensOf(accessToken, organization, descriptor) {
      const filters = { pageSize: PAGE_SIZE, isPublic: 'false', 'api-version': API };
      const tokens = await allPages<MemberPat>({
        keyOf: ({ authorizationId }) => authorizationId,
        ask(continuationToken) {
          const query = continuationToken === undefined ? filters : { ...filters, continuationToken };
          const path = ['tokenadmin', 'personalaccesstokens', descriptor];
          return call({ method: 'GET', accessToken, organization, path, query, read: readAdminPage });
        },
      });
      return withoutRight(tokens);
    },
    async revokeAny(accessToken, organization, authorizationIds) {
      const revoked = await call({
        method: 'POST',
        accessToken,
        organization,
        path: ['tokenadmin', 'revocations'],
        query: { isPublic: 'false', 'api-version': API },
        body: authorizationIds.map((authorizationId) => ({ authorizationId })),
        changes: true,
        read: () => true,
      });
      return withoutRight(mapOk(revoked, () => {}));
    },
  };
}

/** The administration answers 401 to a person who has signed in but may not do this. */
function withoutRight<T>(outcome: Outcome<T>): Outcome<T> {
  return outcome.kind === 'signed-out' ? { kind: 'forbidden' } : outcome;
}
