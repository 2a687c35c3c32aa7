import { z } from 'zod';
import type { FakePerson } from '../fake-entra/fake-people.ts';
import { jsonAnswer } from '../fake-http/answer.ts';
import type { AskedThere, Told } from './asked.ts';
import type { AzureDevOpsState, FakeOrganization } from './fake-azure-devops-types.ts';
import { descriptorOf, guidFrom } from './fake-organizations.ts';
import { problemAnswer } from './refusal-answers.ts';

const querySchema = z.object({ query: z.string().min(1), subjectKind: z.array(z.string()) });
const MOST_FOUND = 100;

/** The people of an organization, as its graph knows them. */
export interface GraphEndpoints {
  users(asked: AskedThere): Told;
  user(asked: AskedThere, descriptor: string): Told;
  query(asked: AskedThere): Told;
}

export function createGraphEndpoints(deps: {
  readonly state: () => AzureDevOpsState;
  peopleOf(organization: FakeOrganization): readonly FakePerson[];
}): GraphEndpoints {
  const { state, peopleOf } = deps;
  return {
    users({ call, organization }) {
      const types = call.query.get('subjectTypes')?.split(',') ?? ['aad', 'svc'];
      const all = [
        ...(types.includes('aad')
          ? peopleOf(organization).map((person) => userOf(person, organization))
          : []),
        ...(types.includes('svc') ? [buildService(organization)] : []),
      ];
      const after = call.query.get('continuationToken');
      const start = after === null ? 0 : all.findIndex(({ descriptor }) => encode(descriptor) === after) + 1;
      if (after !== null && start === 0)
        return { answer: problemAnswer(400, 'continuationToken makes no sense') };
      const value = all.slice(start, start + state().graphPageSize);
      const last = value.at(-1);
      const isMore = last !== undefined && start + value.length < all.length;
      const headers: Record<string, string> = isMore
        ? { 'X-MS-ContinuationToken': encode(last.descriptor) }
        : {};
      return { answer: jsonAnswer(200, { count: value.length, value }, headers) };
    },
    user({ organization }, descriptor) {
      const person = peopleOf(organization).find((someone) => descriptorOf(someone) === descriptor);
      if (person === undefined) return { answer: problemAnswer(404, 'no such user') };
      return { answer: jsonAnswer(200, userOf(person, organization)) };
    },
    query({ body, organization }) {
      const wish = querySchema.safeParse(body);
      if (!wish.success) return { answer: problemAnswer(400, 'query and subjectKind are needed') };
      const start = wish.data.query.toLowerCase();
      const value = wish.data.subjectKind.includes('User')
        ? peopleOf(organization)
            .filter(({ name, email }) => [name, email].some((text) => text.toLowerCase().startsWith(start)))
            .slice(0, MOST_FOUND)
            .map((person) => userOf(person, organization))
        : [];
      return { answer: jsonAnswer(200, { count: value.length, value }) };
    },
  };
}

interface GraphUser extends Readonly<Record<string, unknown>> {
  readonly descriptor: string;
}

function userOf(person: FakePerson, organization: FakeOrganization): GraphUser {
  const descriptor = descriptorOf(person);
  const url = addressOf(descriptor, organization);
  return {
    subjectKind: 'user',
    metaType: 'member',
    directoryAlias: person.key,
    domain: person.tenantId,
    principalName: person.email,
    mailAddress: person.email,
    origin: 'aad',
    originId: person.objectId,
    displayName: person.name,
    _links: { self: { href: url } },
    url,
    descriptor,
  };
}

/** A user that is nobody: every organization has some. */
function buildService(organization: FakeOrganization): GraphUser {
  const id = guidFrom(`service ${organization.id}`);
  const descriptor = `svc.${Buffer.from(id).toString('base64url')}`;
  return {
    subjectKind: 'user',
    domain: 'Build',
    principalName: id,
    mailAddress: '',
    origin: 'vsts',
    originId: id,
    displayName: 'Build Service',
    url: addressOf(descriptor, organization),
    descriptor,
  };
}

function addressOf(descriptor: string, { name }: FakeOrganization): string {
  return `https://vssps.dev.azure.com/${name}/_apis/Graph/Users/${descriptor}`;
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64url');
}
