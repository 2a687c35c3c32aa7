import type { FakePerson } from '../fake-entra/fake-people.ts';
import type { Answer } from '../fake-http/answer.ts';
import type { Call } from '../fake-http/call.ts';
import type { FakeOrganization } from './fake-azure-devops-types.ts';

/** A request by somebody who was let in. */
export interface Asked {
  readonly call: Call;
  /** The parsed JSON body. */
  readonly body: unknown;
  readonly person: FakePerson;
}

/** A request about one organization, by one of its people. */
export interface AskedThere extends Asked {
  readonly organization: FakeOrganization;
}

/** An answer, with the `patTokenError` it carries, if any. */
export interface Told {
  readonly answer: Answer;
  readonly error?: string;
}
