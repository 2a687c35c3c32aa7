import type { Secret } from './secrets/secret.ts';
import type { RecordStore } from './store/records.ts';
import type { PersonId } from './tokens/token.ts';

/** The field of a dialog for the code that the sign-in page shows. */
export const CODE_FIELD = 'signInCode';

/** Who is signed in, as the sign-in service said. */
export interface Account {
  readonly username: string;
  readonly tenantId: string;
  /** The permissions that were consented to, in the sign-in service's spelling. */
  readonly permissions: readonly string[];
  /** Whether Patkeeper may also look after tokens while the person does nothing. */
  readonly background: boolean;
}

/** What a sign-in keeps, and where. */
export interface SignInStore {
  readonly records: Omit<RecordStore, 'deleteExpired'>;
}

/** Signs people in to the service behind an authority. Failures are `PatkeeperError`s. */
export interface SignIn {
  /** What Teams is asked to exchange its own token for. */
  readonly exchangeResource: string;
  /** The address of the page where this person signs in; good once, and for ten minutes. `claims` come from a challenge. */
  start(person: PersonId, options?: { readonly claims?: string }): Promise<string>;
  /** Signs in with Teams' own token for this person; rejects with `sign-in-needed` when that is not enough. */
  exchange(person: PersonId, teamsToken: Secret): Promise<void>;
  /** Completes a sign-in on the page with the code that it showed; rejects with `invalid-input` for a wrong one. */
  confirm(person: PersonId, code: string): Promise<void>;
  /** Undefined when the person is not signed in. */
  account(person: PersonId): Promise<Account | undefined>;
  /** Forgets everything that was kept of the person's sign-ins and waits for one, and ends the looks in the background. */
  forget(person: PersonId): Promise<void>;
}

/** What the page of the sign-in service sends a browser back with (RFC 6749, section 4.1.2). */
export interface PageAnswer {
  readonly state: string;
  readonly code?: string;
  readonly error?: string;
  /** The service's words, for the error number in them. */
  readonly description?: string;
}

/** The two steps of a sign-in that happen in a browser. Both reject with a `PatkeeperError` for the person to read. */
export interface BrowserSignIn {
  /** Where the service's sign-in page for this state is. */
  begin(state: string): Promise<string>;
  /** Takes what the browser came back with, and gives the code that the person brings to Teams. */
  finish(answer: PageAnswer): Promise<string>;
}
