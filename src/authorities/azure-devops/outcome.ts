/** What became of one call of Azure DevOps. Reasons hold no tokens and nothing that the answer said in free text. */
export type Outcome<T> = { readonly kind: 'ok'; readonly value: T } | Failure;

/** Why a call brought nothing. */
export type Failure =
  /** Azure DevOps understood and said no; `error` is its own name for why. */
  | { readonly kind: 'refused'; readonly error: string; readonly message?: string }
  /** The access token is not accepted. */
  | { readonly kind: 'signed-out' }
  /** The access token must be replaced by one from a sign-in with these claims (JSON). */
  | { readonly kind: 'claims'; readonly claims: string }
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'not-found' }
  /** Nothing was done. The caller may ask again after this many milliseconds. */
  | { readonly kind: 'throttled'; readonly retryAfterMs: number }
  /** Nothing was done, as far as can be known. */
  | { readonly kind: 'unavailable'; readonly reason: string }
  /** A change may have been made: its answer never came, or can't be read. The id where it is known all the same. */
  | { readonly kind: 'lost'; readonly reason: string; readonly authorizationId?: string };

/** What one HTTP exchange brought. */
export type Reply =
  | { readonly kind: 'response'; readonly status: number; readonly headers: Headers; readonly text: string }
  /** Not sent, because it would have had to wait too long. */
  | { readonly kind: 'busy'; readonly retryAfterMs: number }
  /** Not sent, because there was no connection. */
  | { readonly kind: 'unsent'; readonly reason: string }
  /** Sent, perhaps acted upon, and not answered. */
  | { readonly kind: 'broken'; readonly reason: string };

/** The outcome of a call that went well. */
export function ok<T>(value: T): Outcome<T> {
  return { kind: 'ok', value };
}

/** The outcome with its value changed; failures stay as they are. */
export function mapOk<A, B>(outcome: Outcome<A>, change: (value: A) => B): Outcome<B> {
  return outcome.kind === 'ok' ? ok(change(outcome.value)) : outcome;
}
