import type { Clock } from '../../../src/core/ports.ts';
import { type Answer, emptyAnswer, jsonAnswer } from '../fake-http/answer.ts';
import type { AskedThere, Told } from './asked.ts';
import type { AzureDevOpsState, FakeOrganization, FakeToken } from './fake-azure-devops-types.ts';
import { holdCreation, holdEnd, holdEverywhere, holdName, holdScope, PatRefusal } from './pat-rules.ts';
import { problemAnswer } from './refusal-answers.ts';
import { pageOfTokens } from './token-pages.ts';
import { fakeTokenStatus, type TokenShelf } from './token-shelf.ts';
import { isRetired } from './token-works.ts';
import { wireTime } from './wire-time.ts';

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The interface for one's own tokens, by operation. */
export type PatEndpoints = Readonly<
  Record<'list' | 'get' | 'create' | 'update' | 'revoke', (asked: AskedThere) => Told>
>;

export function createPatEndpoints(deps: {
  readonly clock: Clock;
  readonly shelf: TokenShelf;
  readonly state: () => AzureDevOpsState;
  readonly organizations: () => readonly FakeOrganization[];
}): PatEndpoints {
  const { clock, shelf, state, organizations } = deps;

  function wire(token: FakeToken, secret: string | null = null): object {
    const target = organizations().find(({ name }) => name === token.organization);
    return {
      displayName: token.displayName,
      validTo: wireTime(token.validTo),
      scope: token.scope,
      targetAccounts: target === undefined ? null : [target.id],
      validFrom: wireTime(token.validFrom),
      authorizationId: token.authorizationId,
      token: secret,
    };
  }

  const result = (token: FakeToken, secret?: string): Told => ({
    answer: jsonAnswer(200, { patToken: wire(token, secret), patTokenError: 'none' }),
  });

  /** Turns a broken rule into the service's answer. */
  function refusing(run: (asked: AskedThere) => Told): (asked: AskedThere) => Told {
    return (asked) => {
      try {
        return run(asked);
      } catch (error) {
        if (!(error instanceof PatRefusal)) throw error;
        return {
          answer: patErrorAnswer(state().errorStatus, error.error, asked.call.query),
          error: error.error,
        };
      }
    };
  }

  function own({ person, organization }: AskedThere, id: unknown): FakeToken {
    if (typeof id !== 'string' || !GUID.test(id)) throw new PatRefusal('invalidAuthorizationId');
    const token = shelf.find(id);
    const isThere = token !== undefined && shelf.of(person.key, organization.name).includes(token);
    if (!isThere) throw new PatRefusal('authorizationNotFound');
    return token;
  }

  return {
    list({ call, person, organization }) {
      const { query } = call;
      const top = Number(query.get('$top') ?? state().pageLimit);
      if (!Number.isInteger(top) || top < 1) return { answer: problemAnswer(400, '$top makes no sense') };
      const wish = {
        filter: query.get('displayFilterOption') ?? 'active',
        sort: query.get('sortByOption') ?? 'displayDate',
        ascending: query.get('isSortAscending') !== 'false',
      };
      const size = Math.min(top, state().pageLimit);
      const after = query.get('continuationToken') || undefined;
      const listed = shelf
        .of(person.key, organization.name)
        .filter((token) => state().retiredListed || !isRetired(token, clock.now()));
      const page = pageOfTokens(listed, wish, {
        size,
        after,
        now: clock.now(),
      });
      if (page === undefined) return { answer: problemAnswer(400, 'continuationToken is not of this list') };
      const end = state().lastPage === 'null' ? null : '';
      const patTokens = page.tokens.map((token) => wire(token));
      return { answer: jsonAnswer(200, { continuationToken: page.next ?? end, patTokens }) };
    },
    get: refusing((asked) => result(own(asked, asked.call.query.get('authorizationId')))),
    create: refusing(({ body, person, organization }) => {
      const fields = fieldsOf(body);
      const now = clock.now();
      holdCreation(organization, person, fields['scope'], state());
      const everywhere = holdEverywhere(fields['allOrgs'], state());
      const { token, secret } = shelf.issue({
        person: person.key,
        organization: everywhere ? undefined : organization.name,
        displayName: holdName(fields['displayName']),
        scope: holdScope(fields['scope'], state()),
        validTo: holdEnd(fields['validTo'], now, now, state()),
      });
      return result(token, secret);
    }),
    update: refusing((asked) => {
      const fields = fieldsOf(asked.body);
      const token = own(asked, fields['authorizationId']);
      const now = clock.now();
      const status = fakeTokenStatus(token, now);
      if (status === 'revoked') throw new PatRefusal('authorizationNotFound');
      const { displayName, scope, validTo } = fields;
      if (validTo !== undefined && status === 'expired') throw new PatRefusal('expiredPatCannotBeExtended');
      if (validTo !== undefined && isRetired(token, now)) throw new PatRefusal('expiredPatCannotBeExtended');
      holdEverywhere(fields['allOrgs'], state());
      // Regenerating counts as creating: a later end, or other scopes. An earlier end gives nobody anything.
      const isLater = typeof validTo === 'string' && Date.parse(validTo) > token.validTo;
      if (isLater || scope !== undefined)
        holdCreation(asked.organization, asked.person, scope ?? token.scope, state());
      return result(
        shelf.change(token.authorizationId, {
          ...(displayName === undefined ? {} : { displayName: holdName(displayName) }),
          ...(scope === undefined ? {} : { scope: holdScope(scope, state()) }),
          ...(validTo === undefined ? {} : { validTo: holdEnd(validTo, token.validFrom, now, state()) }),
        }),
      );
    }),
    revoke(asked) {
      try {
        const token = own(asked, asked.call.query.get('authorizationId'));
        shelf.revoke(token.authorizationId, clock.now());
        return { answer: emptyAnswer(state().revokeStatus) };
      } catch (error) {
        if (!(error instanceof PatRefusal)) throw error;
        const status = error.error === 'authorizationNotFound' ? 404 : 400;
        return { answer: patErrorAnswer(status, error.error, asked.call.query), error: error.error };
      }
    },
  };
}

/** The body of a refusal; with a message where the version asked for has one. */
export function patErrorAnswer(
  status: number,
  error: string,
  query: URLSearchParams,
  message = `refused: ${error}`,
): Answer {
  const isNewer = query.get('api-version')?.startsWith('7.2') === true;
  const more = isNewer ? { patTokenErrorMessage: message } : {};
  return jsonAnswer(status, { patToken: null, patTokenError: error, ...more });
}

function fieldsOf(body: unknown): Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null ? { ...body } : {};
}
