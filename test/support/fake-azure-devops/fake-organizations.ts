import { createHash } from 'node:crypto';
import type { FakePerson } from '../fake-entra/fake-people.ts';
import { OTHER_TENANT_ID } from '../fake-entra/fake-people.ts';
import type { FakeOrganization } from './fake-azure-devops-types.ts';

/** Ada has two organizations and administers one; Ben has one; Cleo administers that too; Dana has none. */
export const FAKE_ORGANIZATIONS: readonly FakeOrganization[] = [
  {
    id: '3d6f2c18-9e40-4b7a-8f51-c0a7d4e91b26',
    name: 'harbour',
    members: ['ada', 'ben', 'cleo'],
    administrators: ['ada', 'cleo'],
  },
  {
    id: 'a94c07be-1f63-4d82-9b05-72e8d3c6f410',
    name: 'lighthouse',
    members: ['ada'],
    administrators: [],
  },
];

/** The id of a person's profile, which is not the object id in Entra. */
export function profileIdOf({ objectId }: FakePerson): string {
  return guidFrom(`profile ${objectId}`);
}

/** The name of a person in the administration and graph interfaces. */
export function descriptorOf({ objectId }: FakePerson): string {
  return `aad.${Buffer.from(guidFrom(`descriptor ${objectId}`)).toString('base64url')}`;
}

/** Somebody made up, who can't sign in. */
export function colleague(number: number, organization: string): FakePerson {
  const key = `colleague-${number}`;
  const objectId = guidFrom(`${organization} ${key}`);
  const email = `${key}@${organization}.example`;
  return { key, name: `Colleague ${number}`, tenantId: OTHER_TENANT_ID, objectId, email };
}

/** A GUID that is always the same for the same text. */
export function guidFrom(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
