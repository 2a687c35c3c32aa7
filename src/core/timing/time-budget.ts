/**
 * How the time of one turn is spent, in milliseconds. Teams promises people an answer within 10 seconds, gives up on a request
 * after 15, and then sends it again. Whoever waits for something in a turn takes the time from here, so that it can be added
 * up: `test/core/timing/time-budget.test.ts` does.
 */
export const TIME_BUDGET = {
  /** What Teams promises people. */
  promised: 10_000,
  /** The request is answered by then, from its first byte on, whatever still runs. */
  request: 9_500,

  // In this order, for every activity.
  /** Proving who sent it. Only the first activity of a day waits for Microsoft's signing keys. */
  authentication: 4_000,
  /** Claiming a message that another process may have got as well. */
  claim: 1_000,
  /** Asking Teams whether a person belongs to the tenant. Once an hour for each. */
  membership: 900,
  /** A sign-in; what it interrupted continues after it, and has the time of other work. */
  signIn: 5_000,
  /** What a sign-in gets at least, whatever the parts before it took. */
  leastSignIn: 3_000,
  /** The work of a turn that is answered by a message. */
  work: 4_500,
  /** Kept free for the response of a turn that is answered in it. Its work may take all that is left before. */
  response: 1_000,

  // Within the work: each must end while there is time to say that it failed.
  /** Each call to Teams' Bot Connector, and the token for it. */
  connector: 4_000,
  /** One call of the store, waiting for a connection included. */
  store: 4_000,
  /** All authorities' organizations, asked beside one another. */
  organizations: 3_000,
  /** Bringing a person's list up to date before it is shown. */
  refresh: 4_000,
  /** One call of an authority, with its queueing and its repeat. */
  authority: 5_000,
  /** The wait before looking what became of a creation that was not answered. */
  secondLook: 2_000,
  /** One call of Microsoft Entra. */
  entra: 5_000,
  /** What an application's directory says of it: two questions, asked beside one another, after a token for them. */
  application: 2_500,
  /** Fetching one document about Microsoft's signing keys: one that comes too late for this request serves the next. */
  signingKeys: 5_000,

  // Between requests.
  /** How long another process leaves a message to the one that claimed it: if that one dies, Teams' repeat is answered. */
  claimKept: 12_000,
  /** How long Teams repeats an activity that was not answered; the response is given again that long. */
  repeats: 60_000,
} as const;
