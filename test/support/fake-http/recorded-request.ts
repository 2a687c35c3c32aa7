/** One request that a fake got, without secrets. */
export interface RecordedRequest {
  readonly method: string;
  /** Path and query as they came. */
  readonly url: string;
  /** What the fake takes it for; `unknown` when nothing is there. */
  readonly operation: string;
  /** The parsed JSON body, or the form's fields with secrets as `***`; undefined without one. */
  readonly body: unknown;
  /** Key of the person whose token it carried. */
  readonly person: string | undefined;
  /** The status it got; 0 when the connection was broken instead. */
  readonly status: number;
  /** The protocol's error name in the answer, if any. */
  readonly error: string | undefined;
  /** How the request is outside the contract; usually empty. */
  readonly problems: readonly string[];
}
