import type { Instant } from '../tokens/token.ts';

/** A secret or a certificate of an application, as far as its directory tells. Never the secret itself, nor a part of it. */
export interface AppCredential {
  /** What the directory calls it, in lower case. */
  readonly id: string;
  /** The name that somebody gave it; empty for none. */
  readonly name: string;
  readonly startsAt?: Instant;
  readonly end: Instant;
}

/** An application that is registered in the directory. */
export interface Application {
  /** The application (client) id, in lower case. */
  readonly appId: string;
  readonly name: string;
  /** Those whose end is known. */
  readonly credentials: readonly AppCredential[];
  /** The object ids of the people who own it, in lower case. */
  readonly owners: readonly string[];
}

/** Where applications are registered. */
export interface ApplicationDirectory {
  /** The one tenant whose applications it knows. */
  readonly tenantId: string;
  /** Undefined when there is no such application. Rejects when the directory does not answer as it should. */
  find(appId: string): Promise<Application | undefined>;
}
