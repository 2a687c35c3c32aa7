import { z } from 'zod';
import { isSignInNeeded } from '../../core/errors.ts';
import { Secret } from '../../core/secrets/secret.ts';
import type { SignIn } from '../../core/sign-in.ts';
import { withDeadline } from '../../core/timing/deadline.ts';
import { MINUTE } from '../../core/timing/durations.ts';
import { TIME_BUDGET } from '../../core/timing/time-budget.ts';
import { ownerOf, personKey } from '../../core/tokens/token.ts';
import type { Json } from '../cards/invoke-value.ts';
import { messageCard } from '../cards/message-card.ts';
import { type ChatReply, toActor } from '../cards/reply.ts';
import type { InvokeResponse } from '../channel/activity.ts';
import { confirmOnce } from '../sign-in/confirm-once.ts';
import { failureSentence, isCancelled, stillNotEnough } from '../sign-in/failure.ts';
import { runCardAction } from './actions.ts';
import { answer } from './answer.ts';
import { type InterruptedAction, interruptedCommand } from './interrupted.ts';
import { problemCard, problemOf, problemReply } from './problem.ts';
import { runCommand } from './run-command.ts';
import type { Turn, TurnDeps } from './turn.ts';

/** Teams' clients exchange for the same card within seconds; it is good for as long as the sign-in page. */
const SAME_EXCHANGE_MS = 10 * MINUTE;
/** Every client of a person reports the same failure. */
const SAME_FAILURE_MS = MINUTE;
const DONE: InvokeResponse = { status: 200 };

const tokenExchange = z.object({
  id: z.string().min(1).max(200),
  connectionName: z
    .string()
    .max(200)
    .nullish()
    .transform((name) => name ?? ''),
  token: z.string().min(1).max(50_000),
});

/** `signin/tokenExchange`: Teams offers its own token. 412 tells it that the person has to use the card's button. */
export async function onTokenExchange(
  value: Json,
  turn: Turn,
  deps: TurnDeps,
  signIn: SignIn,
): Promise<InvokeResponse> {
  const read = tokenExchange.safeParse(value);
  if (!read.success) return { status: 400 };
  const { id, connectionName, token } = read.data;
  const person = ownerOf(turn.actor);
  const key = `token-exchange ${personKey(person)} ${id}`;

  async function exchange(): Promise<InvokeResponse> {
    try {
      const now = deps.clock.now();
      const first = await deps.store.rateLimits.claimKey(key, now, now + SAME_EXCHANGE_MS);
      if (!first) return DONE;
      await withDeadline(signIn.exchange(person, new Secret(token)), signInMs(turn), deps.later);
    } catch (error) {
      const problem = problemOf(error, deps);
      if (!isSignInNeeded(error)) await answer(turn, toActor(problemCard(problem, deps.sentences)), deps);
      return { status: 412, body: { id, connectionName, failureDetail: problem.sentence } };
    }
    await continueInterrupted(turn, deps);
    return DONE;
  }
  return (await deps.idempotency.run(key, exchange)) ?? DONE;
}

/** `signin/verifyState`: the sign-in page was closed, and handed Teams its code if it came to an end. */
export async function onVerifyState(
  value: Json,
  turn: Turn,
  deps: TurnDeps,
  signIn: SignIn,
): Promise<InvokeResponse> {
  const code = String(value['state'] ?? '');
  if (isCancelled(code)) {
    const { say } = deps.sentences;
    const text = say('reply.signIn.pageClosed');
    const card = messageCard(say('reply.notSignedIn.title'), text, { color: 'warning' });
    await answer(turn, toActor(card), deps);
  } else await confirmAndContinue(code, turn, deps, signIn);
  return DONE;
}

/** `signin/failure`: Teams could not even offer its token. Most of these it tells nobody but the bot. */
export async function onSignInFailure(value: Json, turn: Turn, deps: TurnDeps): Promise<InvokeResponse> {
  const { code, sentence } = failureSentence(value['code'], deps.sentences);
  deps.log.warn({ code }, 'Teams could not sign a person in silently');
  const now = deps.clock.now();
  const key = `sign-in-failure ${personKey(turn.actor)}`;
  if (await deps.store.rateLimits.claimKey(key, now, now + SAME_FAILURE_MS)) {
    const title = deps.sentences.say('reply.signIn.teamsFailed');
    const card = messageCard(title, sentence, { color: 'warning' });
    await answer(turn, toActor(card), deps);
  }
  return DONE;
}

/** Ends a sign-in with the code of the page, and continues with what was interrupted; once, however often the code comes. */
export async function confirmAndContinue(
  code: string,
  turn: Turn,
  deps: TurnDeps,
  signIn: SignIn,
): Promise<undefined> {
  let isFirst: boolean;
  try {
    const confirmed = confirmOnce(ownerOf(turn.actor), code, signIn, deps);
    isFirst = await withDeadline(confirmed, signInMs(turn), deps.later);
  } catch (error) {
    await answer(turn, problemReply(error, deps), deps);
    return;
  }
  if (isFirst) await continueInterrupted(turn, deps);
}

/** The time of the sign-in itself. What it interrupted has its own behind it, which the first part of a turn may have cut. */
function signInMs({ deadline }: Turn): number {
  const left = deadline - performance.now() - TIME_BUDGET.work;
  return Math.min(TIME_BUDGET.signIn, Math.max(TIME_BUDGET.leastSignIn, left));
}

/** The person has signed in: does what they had asked for; without that, shows who they are now. */
async function continueInterrupted(turn: Turn, deps: TurnDeps): Promise<void> {
  let action = interruptedCommand({ name: 'whoami' });
  const run = async () => {
    action = (await deps.interrupted?.take(ownerOf(turn.actor))) ?? action;
    return resume(action, turn, deps);
  };
  await answer(turn, { run, interrupted: () => action }, deps);
}

/** A challenge is asked for once, after a sign-in that answered none; anything else would go round in circles. */
async function resume(action: InterruptedAction, turn: Turn, deps: TurnDeps): Promise<ChatReply> {
  const { actor, unseen } = turn;
  try {
    if (action.kind === 'command') return await runCommand(action.command, actor, deps, unseen);
    return toActor(await runCardAction(action.verb, action.data, actor, deps));
  } catch (error) {
    if (!isSignInNeeded(error)) throw error;
    const newChallenge = error.signIn?.claims !== undefined && action.challenged !== true;
    throw newChallenge ? error : stillNotEnough(error);
  }
}
