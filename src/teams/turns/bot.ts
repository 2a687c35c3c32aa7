import type { Activity, InvokeResponse, TurnContext } from 'botbuilder';
import { digestOf } from '../../core/digest-of.ts';
import { PatkeeperError } from '../../core/errors.ts';
import { withDeadline } from '../../core/timing/deadline.ts';
import { type Actor, personKey } from '../../core/tokens/token.ts';
import { record } from '../cards/invoke-value.ts';
import type { TeamsAdapter } from '../channel/adapter.ts';
import { Blocked } from '../channel/blocked.ts';
import { isTargeted } from '../channel/targeted.ts';
import { actorOf, contactOf, isPersonalChat } from './actor.ts';
import { isWorthKeeping } from './answered.ts';
import { onInstallation, onSubmit, onText } from './chat-turns.ts';
import { onInvoke } from './invoke-turns.ts';
import type { Memberships } from './membership.ts';
import { NOBODY, refuse, whyRefused } from './refused-turns.ts';
import type { Turn, TurnDeps } from './turn.ts';

/** What the bot is made of. */
export interface BotDeps extends TurnDeps {
  readonly adapter: TeamsAdapter;
  /** Tells guests and people of other tenants apart; without it, everybody is a member. */
  readonly memberships?: Memberships;
  /** Whether guests may have tokens. */
  readonly guestsAllowed?: boolean;
  readonly onTurn?: (type: string, outcome: 'ok' | 'failed', seconds: number) => void;
}

/** The bot: one authenticated activity in, the answer to its HTTP request out. */
export interface Bot {
  /**
   * Runs a turn and gives its answer within 10 seconds, of which `spentMs` are gone already. A message that takes longer
   * is answered with nothing, and its turn goes on. Rejects when even the user could not be told what went wrong.
   */
  run(activity: Activity, spentMs?: number): Promise<InvokeResponse | undefined>;
  /** Resolves when no turn is running, also none whose request was answered already. */
  idle(): Promise<void>;
}

/** Teams gives up on a request after 15 seconds and promises users 10. */
const ANSWER_MS = 9500;
const TAKEN_MS = 12_000;
const CLAIM_MS = 1_000;

/** Makes the bot. What a turn can't do is said to its user. */
export function createBot(deps: BotDeps): Bot {
  const running = new Set<Promise<unknown>>();

  async function runTurn(activity: Activity, answerBy: number): Promise<InvokeResponse | undefined> {
    const started = performance.now();
    let outcome: 'ok' | 'failed' = 'failed';
    try {
      const answer = await deps.adapter.run(activity, (context) => handle(context, answerBy, deps));
      outcome = 'ok';
      return answer;
    } catch (error) {
      if (!(error instanceof Blocked)) throw error;
      // Whoever blocked the bot wants no answer: Teams need not send this again, and nobody has to look after it.
      outcome = 'ok';
      deps.log.info({ type: activity.type, reason: error.reason }, 'an answer was not wanted');
      return activity.type === 'invoke' ? { status: 200 } : undefined;
    } finally {
      deps.onTurn?.(activity.type, outcome, (performance.now() - started) / 1000);
    }
  }

  /** Teams sends an activity again when it did not see the answer; the second time gets the first one's answer. */
  async function runOnce(activity: Activity, answerBy: number): Promise<InvokeResponse | undefined> {
    const actor = actorOf(activity);
    if (!activity.id || actor === undefined) return runTurn(activity, answerBy);
    // The answer may hold a secret: it is for this person alone, whatever ids somebody else's activity has.
    // Its digest, because whoever sends an activity chooses how long its ids are.
    const key = digestOf([personKey(actor), activity.type, activity.conversation.id, activity.id].join(' '));
    if (activity.type === 'message' && (await isElsewhere(key))) return undefined;
    return deps.answered.run(key, () => runTurn(activity, answerBy), { keep: isWorthKeeping(activity) });
  }

  /**
   * Whether another process has just been given the same message. Not for long: if that process dies, Teams sends it again
   * after 15 seconds. An invoke is no message: everyone who is asked must answer, and a form makes one token by itself.
   */
  async function isElsewhere(key: string): Promise<boolean> {
    const now = deps.clock.now();
    try {
      const claim = deps.store.rateLimits.claimKey(`activity ${key}`, now, now + TAKEN_MS);
      return !(await withDeadline(claim, CLAIM_MS, deps.later));
    } catch (error) {
      deps.log.warn({ err: error }, 'a message could not be claimed; its turn tells what is wrong');
      return false;
    }
  }

  return {
    run: async (activity, spentMs = 0) => {
      const answerBy = performance.now() + ANSWER_MS - spentMs;
      const turn = runOnce(activity, answerBy);
      const settled = turn.catch(() => undefined).finally(() => running.delete(settled));
      running.add(settled);
      try {
        return await withDeadline(turn, ANSWER_MS - spentMs, deps.later);
      } catch (error) {
        if (!(error instanceof PatkeeperError) || error.code !== 'too-slow') throw error;
        deps.log.warn({ type: activity.type }, 'turn goes on after its request was answered');
        return undefined;
      }
    },
    idle: async () => {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

async function handle(context: TurnContext, answerBy: number, deps: BotDeps): Promise<void> {
  const { activity } = context;
  const sender = actorOf(activity);
  if (sender === undefined) return refuse(context, NOBODY, deps);
  const membership = (await deps.memberships?.of(activity, sender)) ?? 'unknown';
  const refusal = await whyRefused(membership, sender, deps);
  if (refusal !== undefined) return refuse(context, refusal, deps);
  const isGuest = membership === 'guest' && deps.guestsAllowed !== true;
  const actor: Actor = isGuest ? { ...sender, isGuest } : sender;
  const personal = isPersonalChat(activity);
  const unseen = personal || isTargeted(activity);
  const turn: Turn = { context, actor, contact: contactOf(activity, actor), personal, unseen, answerBy };
  switch (activity.type) {
    case 'message':
      return isButton(activity.value) ? onSubmit(turn, deps) : onText(turn, deps);
    case 'invoke': {
      const value = await onInvoke(turn, deps);
      await context.sendActivity({ type: 'invokeResponse', value });
      return;
    }
    case 'installationUpdate':
      return onInstallation(turn, deps);
    case 'conversationUpdate':
      return deps.store.contacts.save(turn.contact);
    default:
      deps.log.debug({ type: activity.type }, 'nothing to do for this activity');
  }
}

function isButton(value: unknown): boolean {
  return 'verb' in record(value);
}
