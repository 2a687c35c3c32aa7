import type { Clock } from '../../../src/core/ports.ts';
import type { FakePerson } from '../fake-entra/fake-people.ts';
import { type Answer, jsonAnswer } from '../fake-http/answer.ts';
import type { Call } from '../fake-http/call.ts';
import type { Asked, Told } from './asked.ts';
import type { FakeOrganization } from './fake-azure-devops-types.ts';
import { descriptorOf, profileIdOf } from './fake-organizations.ts';
import { problemAnswer, signInPageAnswer } from './refusal-answers.ts';
import { fakeTokenStatus, type TokenShelf } from './token-shelf.ts';
import { wireTime } from './wire-time.ts';

/** What people ask about themselves, and the one place where a token's secret can be tried. */
export interface PersonEndpoints {
  profile(asked: Asked): Told;
  accounts(asked: Asked): Told;
  /** Takes a secret as the password of HTTP Basic; says who it belongs to. */
  connectionData(call: Call, organization: string): Told & { readonly person?: string };
}

export function createPersonEndpoints(deps: {
  readonly clock: Clock;
  readonly shelf: TokenShelf;
  readonly people: readonly FakePerson[];
  readonly organizations: () => readonly FakeOrganization[];
}): PersonEndpoints {
  const { clock, shelf, people, organizations } = deps;
  return {
    profile: ({ person }) => ({
      answer: jsonAnswer(200, {
        displayName: person.name,
        publicAlias: profileIdOf(person),
        emailAddress: person.email,
        coreRevision: 1,
        timeStamp: wireTime(clock.now()),
        id: profileIdOf(person),
        revision: 1,
      }),
    }),
    accounts({ call, person }) {
      const member = call.query.get('memberId') ?? call.query.get('ownerId');
      if (member === null) return { answer: problemAnswer(400, 'memberId or ownerId is needed') };
      // Others' organizations are nobody's business.
      const own =
        member.toLowerCase() === profileIdOf(person) ? organizations().filter(isMember(person)) : [];
      const value = own.map(({ id, name }) => ({
        accountId: id,
        accountUri: `https://vssps.dev.azure.com:443/${name}/`,
        accountName: name,
        properties: {},
      }));
      return { answer: jsonAnswer(200, { count: value.length, value }) };
    },
    connectionData(call, name) {
      const token = shelf.findBySecret(passwordOf(call) ?? '');
      const organization = organizations().find((one) => one.name === name);
      if (organization === undefined) return { answer: problemAnswer(404, 'no such organization') };
      const isGood =
        token !== undefined &&
        fakeTokenStatus(token, clock.now()) === 'active' &&
        (token.organization === undefined || token.organization === name) &&
        organization.members.includes(token.person);
      const person = people.find(({ key }) => key === token?.person);
      if (!isGood || person === undefined)
        return { answer: passwordOf(call) === undefined ? signInPageAnswer(203) : signInPageAnswer(401) };
      return { answer: whoAmI(person, organization), person: person.key };
    },
  };
}

function whoAmI(person: FakePerson, organization: FakeOrganization): Answer {
  const user = {
    id: profileIdOf(person),
    subjectDescriptor: descriptorOf(person),
    providerDisplayName: person.name,
    isActive: true,
  };
  return jsonAnswer(200, {
    authenticatedUser: user,
    authorizedUser: user,
    instanceId: organization.id,
    deploymentType: 'hosted',
  });
}

/** Whether somebody belongs to an organization. */
export function isMember({ key }: FakePerson): (organization: FakeOrganization) => boolean {
  return ({ members }) => members.includes(key);
}

function passwordOf({ headers }: Call): string | undefined {
  const [, encoded] = /^Basic (\S+)$/i.exec(headers.authorization ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString();
  return text.slice(text.indexOf(':') + 1);
}
