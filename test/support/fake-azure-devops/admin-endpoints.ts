import { z } from 'zod';
import type { Clock } from '../../../src/core/ports.ts';
import type { FakePerson } from '../fake-entra/fake-people.ts';
import { emptyAnswer, jsonAnswer } from '../fake-http/answer.ts';
import type { AskedThere, Told } from './asked.ts';
import type { AzureDevOpsState, FakeOrganization, FakeToken } from './fake-azure-devops-types.ts';
import { descriptorOf, guidFrom, profileIdOf } from './fake-organizations.ts';
import { problemAnswer } from './refusal-answers.ts';
import { fakeTokenStatus, type TokenShelf } from './token-shelf.ts';
import { wireTime } from './wire-time.ts';

const revocationsSchema = z.array(z.object({ authorizationId: z.guid() })).min(1);
const DEFAULT_PAGE = 20;

/** What only project collection administrators may ask. */
export interface AdminEndpoints {
  list(asked: AskedThere, descriptor: string): Told;
  revoke(asked: AskedThere): Told;
}

export function createAdminEndpoints(deps: {
  readonly clock: Clock;
  readonly shelf: TokenShelf;
  readonly state: () => AzureDevOpsState;
  readonly organizations: () => readonly FakeOrganization[];
  peopleOf(organization: FakeOrganization): readonly FakePerson[];
}): AdminEndpoints {
  const { clock, shelf, state, organizations, peopleOf } = deps;

  function sessionToken(token: FakeToken, person: FakePerson): object {
    const target = organizations().find(({ name }) => name === token.organization);
    return {
      clientId: guidFrom('no client'),
      accessId: guidFrom(`access ${token.authorizationId}`),
      authorizationId: token.authorizationId,
      hostAuthorizationId: guidFrom(`host ${token.authorizationId}`),
      userId: profileIdOf(person),
      validFrom: wireTime(token.validFrom),
      validTo: wireTime(token.validTo),
      displayName: token.displayName,
      scope: token.scope,
      targetAccounts: target === undefined ? null : [target.id],
      token: null,
      alternateToken: null,
      isValid: fakeTokenStatus(token, clock.now()) === 'active',
      isPublic: false,
      publicData: null,
      source: null,
      claims: null,
    };
  }

  const isAdministrator = ({ person, organization }: AskedThere): boolean =>
    organization.administrators.includes(person.key);
  const refused: Told = { answer: problemAnswer(401, 'TF400813: only administrators may do this') };

  return {
    list(asked, descriptor) {
      if (!isAdministrator(asked)) return refused;
      const { query } = asked.call;
      const person = peopleOf(asked.organization).find((someone) => descriptorOf(someone) === descriptor);
      if (person === undefined) return { answer: problemAnswer(404, 'no such user') };
      const size = Number(query.get('pageSize') ?? DEFAULT_PAGE);
      if (!Number.isInteger(size) || size < 1)
        return { answer: problemAnswer(400, 'pageSize makes no sense') };
      if (query.get('isPublic') === 'true')
        return { answer: jsonAnswer(200, { value: [], continuationToken: null }) };
      const tokens = shelf.of(person.key, asked.organization.name);
      // The continuation token is the first token of the next page, which stays good when others go.
      const from = query.get('continuationToken');
      const start = from === null ? 0 : tokens.findIndex(({ authorizationId }) => authorizationId === from);
      if (start < 0) return { answer: problemAnswer(400, 'continuationToken makes no sense') };
      const shown = tokens.slice(start, start + Math.min(size, state().pageLimit));
      const next = tokens[start + shown.length]?.authorizationId ?? null;
      const value = shown.map((token) => sessionToken(token, person));
      return { answer: jsonAnswer(200, { value, continuationToken: next }) };
    },
    revoke(asked) {
      if (!isAdministrator(asked)) return refused;
      const wish = revocationsSchema.safeParse(asked.body);
      if (!wish.success) return { answer: problemAnswer(400, 'authorization ids are needed') };
      const known = peopleOf(asked.organization).flatMap(({ key }) => shelf.of(key, asked.organization.name));
      const at = clock.now() + state().adminRevocationMinutes * 60_000;
      for (const { authorizationId } of wish.data)
        if (known.some((token) => token.authorizationId === authorizationId))
          shelf.revoke(authorizationId, at);
      return { answer: emptyAnswer(204) };
    },
  };
}
