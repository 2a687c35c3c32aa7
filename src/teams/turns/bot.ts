import { PatkeeperError } from '../../core/errors.ts';
import { withDeadline } from '../../core/timing/deadline.ts';
import { TIME_BUDGET } from '../../core/timing/time-budget.ts';
import { knownLocale } from '../../sentences/reader.ts';
import { objectOf } from '../cards/invoke-value.ts';
import type { Activity, Adapter, InvokeResponse } from '../channel/activity.ts';
import { Blocked } from '../channel/blocked.ts';
import { onButton, onInstallation, onText } from './chat-turns.ts';
import { idempotencyKey, isWorthKeeping } from './idempotency.ts';
import { inLanguage, readerOf } from './in-language.ts';
import { onInvoke } from './invoke-turns.ts';
import { type AdmissionDeps, admit } from './membership.ts';
import { NOBODY, refuse } from './refused-turns.ts';
import { createTurn, type Turn, type TurnDeps } from './turn.ts';

/** What the bot is made of. */
export interface BotDeps extends Omit<TurnDeps, 'sentences' | 'responses'>, AdmissionDeps {
  readonly adapter: Adapter;
  readonly onTurn?: (type: string, outcome: 'ok' | 'failed', seconds: number) => void;
}

/** The bot: one authenticated activity in, the answer to its HTTP request out. */
export interface Bot {
  /**
   * Runs a turn and gives its response within 10 seconds, of which `spentMs` are gone already. A message that takes longer
   * is answered with nothing, and its turn continues. Rejects when even the user could not be told what went wrong.
   */
  run(activity: Activity, spentMs?: number): Promise<InvokeResponse | undefined>;
  /** Resolves when no turn is running, also none whose request was answered already. */
  idle(): Promise<void>;
}

type Response = InvokeResponse | undefined;

/** Makes the bot. What a turn can't do is said to its user. */
export function createBot(deps: BotDeps): Bot {
  const running = new Set<Promise<unknown>>();

  /** An activity becomes a turn here, once; everything behind this reads the turn. */
  async function respond(activity: Activity, deadline: number): Promise<Response> {
    const chat = deps.adapter.open(activity);
    const turn = createTurn(activity, chat, deadline);
    const work = async () =>
      turn === undefined
        ? refuse({ activity, chat }, NOBODY, inLanguage({ locale: knownLocale(activity.locale) }, deps))
        : runTurn({ ...turn, known: deps.store.contacts.find(turn.contact.person) }, deps);
    const run = () => watched(activity, async () => chat.finish(await work()));
    return turn === undefined ? run() : once(turn, run);
  }

  /** Teams sends an activity again when it did not see the response; the second time gets the first one's response. */
  async function once(
    { activity, actor }: Pick<Turn, 'activity' | 'actor'>,
    run: () => Promise<Response>,
  ): Promise<Response> {
    const key = idempotencyKey(activity, actor);
    if (key === undefined) return run();
    if (activity.type === 'message' && (await isElsewhere(key))) return undefined;
    return deps.idempotency.run(key, run, { keep: isWorthKeeping(activity) });
  }

  /**
   * Whether another process has just been given the same message. Not for long: if that process dies, Teams sends it again
   * after 15 seconds. An invoke is no message: everyone who is asked must answer, and a form makes one token by itself.
   */
  async function isElsewhere(key: string): Promise<boolean> {
    const now = deps.clock.now();
    try {
      const claim = deps.store.rateLimits.claimKey(`activity ${key}`, now, now + TIME_BUDGET.claimKept);
      return !(await withDeadline(claim, TIME_BUDGET.claim, deps.later));
    } catch (error) {
      deps.log.warn({ err: error }, 'a message could not be claimed; its turn tells what is wrong');
      return false;
    }
  }

  /** Counts the turn, and lets it end well when its person wants no answer. */
  async function watched({ type }: Activity, run: () => Promise<Response>): Promise<Response> {
    const started = performance.now();
    let outcome: 'ok' | 'failed' = 'failed';
    try {
      const response = await run();
      outcome = 'ok';
      return response;
    } catch (error) {
      if (!(error instanceof Blocked)) throw error;
      // Whoever blocked the bot wants no answer: Teams need not send this again, and nobody has to look after it.
      outcome = 'ok';
      deps.log.info({ type, reason: error.answer }, 'an answer was not wanted');
      return type === 'invoke' ? { status: 200 } : undefined;
    } finally {
      deps.onTurn?.(type, outcome, (performance.now() - started) / 1000);
    }
  }

  return {
    run: async (activity, spentMs = 0) => {
      const leftMs = TIME_BUDGET.request - spentMs;
      const turn = respond(activity, performance.now() + leftMs);
      const settled = turn.catch(() => undefined).finally(() => running.delete(settled));
      running.add(settled);
      try {
        return await withDeadline(turn, leftMs, deps.later);
      } catch (error) {
        if (!(error instanceof PatkeeperError) || error.code !== 'too-slow') throw error;
        deps.log.warn({ type: activity.type }, 'a turn continues after its request was answered');
        return undefined;
      }
    },
    idle: async () => {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

/** Lets the actor in or not, and leads the turn to what handles its kind. Gives the response of an invoke. */
async function runTurn(given: Turn, unspoken: BotDeps): Promise<Response> {
  // Beside one another: they have the same time.
  const [turn, reader] = await Promise.all([admit(given, unspoken), readerOf(given, unspoken)]);
  const deps = inLanguage(reader, unspoken);
  if ('title' in turn) return refuse(given, turn, deps);
  const { type, value } = turn.activity;
  switch (type) {
    case 'message': {
      const data = objectOf(value);
      return 'verb' in data ? onButton(data['verb'], data, turn, deps) : onText(turn, deps);
    }
    case 'invoke':
      return onInvoke(turn, deps);
    case 'installationUpdate':
      return onInstallation(turn, deps);
    case 'conversationUpdate':
      await deps.store.contacts.save(turn.contact);
      return undefined;
    default:
      deps.log.debug({ type }, 'nothing to do for this activity');
      return undefined;
  }
}
