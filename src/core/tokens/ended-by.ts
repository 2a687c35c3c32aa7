/** Who ended a token that was not theirs, kept on the token. */
export interface EndedBy {
  /** The administrator's name. */
  readonly name: string;
  readonly reason: string;
  /** The job that did it. */
  readonly request: string;
}
