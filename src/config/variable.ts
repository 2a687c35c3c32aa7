/**
 * One setting: an environment variable with its default and what to know about it.
 *
 * The comment above each row answers what happens where the setting is absent or empty, and why that is not the weaker way. For
 * all of them: a name that no setting has stops the start in `.env`, and in the environment where it looks like one of ours, so a
 * misspelt name is never passed over. A value that is no value of the setting stops the start. Words are read without case.
 */
export interface Variable {
  readonly name: string;
  /** Empty when there is none. */
  readonly default: string;
  readonly doc: string;
  /** Set where it may only be used in local mode. */
  readonly localOnly?: true;
  /** Set where it would do nothing without PostgreSQL. */
  readonly postgresOnly?: true;
  /** Set where an empty value stops the start with Teams: the default is weaker than what may have been lost. */
  readonly lostIfEmpty?: true;
  /** Set where the value is a secret: `<name>_FILE` may name a file that holds it. */
  readonly secret?: true;
  /** Set where the value is an address that may hold a secret: the audit trail shows its host alone. */
  readonly hostShown?: true;
}
