/** Tokens of somebody that Patkeeper did not make and knows from now on. */
export interface KnownNow {
  readonly tokens: number;
  /** How many of them end within seven days. */
  readonly ending: number;
  readonly organizations: readonly string[];
}

/** Words the news about somebody's tokens when they are written down for a notice. */
export interface NewsWords {
  knownNow(known: KnownNow): string;
  /** How many more tokens were made elsewhere than were told one by one. */
  moreFound(tokens: number): string;
  /** That nothing is seen any more: the sign-in has ended, or another one is demanded. */
  signedOut(why: 'ended' | 'challenged'): string;
}
