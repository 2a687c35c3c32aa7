import type { PersonId } from '../../../src/core/tokens/token.ts';
import { LOCAL_ADMINISTRATOR, PEOPLE, TENANT_ID } from '../../../src/local/directory.ts';

/** The tenant of the local chat. */
export const LOCAL_TENANT_ID = TENANT_ID;
/** Another tenant, whose people have nothing to do with the local chat's. */
export const OTHER_TENANT_ID = 'b1a7c3de-7f20-4c55-9e6b-6d2f80c14a3b';

/** Somebody who can sign in at the fake Entra. */
export interface FakePerson extends PersonId {
  /** Short name that tests and the control page use: `ada`. */
  readonly key: string;
  readonly name: string;
  /** The user principal name, which is the e-mail address too. */
  readonly email: string;
}

/** The local chat's people, with Cleo who administers; Dana of the same tenant, and Sam of another one. */
export const FAKE_PEOPLE: readonly FakePerson[] = [
  ...[...PEOPLE, LOCAL_ADMINISTRATOR].map(({ key, name, objectId }) => person(key, name, objectId)),
  person('dana', 'Dana Reyes', '27f1d0ea-93b4-4a58-8c1d-50e6b9a7c3f2'),
  person('sam', 'Sam Holt', '6b0e5d94-2c7a-4f13-b8de-1a9f3c70e845', OTHER_TENANT_ID),
];

/** Somebody by key; a test that names nobody is told so. */
export function fakePerson(key: string): FakePerson {
  const found = FAKE_PEOPLE.find((someone) => someone.key === key);
  if (found === undefined) throw new Error(`Nobody is called ${key} here.`);
  return found;
}

function person(key: string, name: string, objectId: string, tenantId: string = TENANT_ID): FakePerson {
  const domain = tenantId === TENANT_ID ? 'local.example' : 'elsewhere.example';
  return { key, name, tenantId, objectId, email: `${key}@${domain}` };
}
