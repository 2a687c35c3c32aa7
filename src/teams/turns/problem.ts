import { someCorrelationId } from '../../core/correlation.ts';
import { type ErrorCode, PatkeeperError } from '../../core/errors.ts';
import type { Log } from '../../core/ports.ts';
import type { Sentences } from '../../sentences/sentences.ts';
import { type Json, withoutTeamsPart } from '../cards/invoke-value.ts';
import { messageCard } from '../cards/message-card.ts';
import { type Card, type ChatReply, type Dialog, toActor } from '../cards/reply.ts';
import type { TurnDeps } from './turn.ts';

/** The data of the card that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    problem: Summarised & {
      readonly title: string;
      readonly text: string;
      readonly canRetry: boolean;
      readonly retry: object;
    };
  }
}

/** A failure as its user is told about it. */
export interface Problem {
  readonly code: ErrorCode | 'unexpected';
  readonly sentence: string;
}

const WORTH_RETRYING: readonly Problem['code'][] = [
  'store-unavailable',
  'too-slow',
  'unreachable',
  'throttled',
  'lost',
  'unexpected',
];

/** Tells an expected failure by its public sentence, anything else by a fixed one with an id that the log has too. */
export function problemOf(error: unknown, log: Log): Problem {
  if (error instanceof PatkeeperError) {
    log.info({ code: error.code, cause: error.cause }, 'request refused');
    const [firstField] = Object.values(error.fields);
    return { code: error.code, sentence: firstField ?? error.message };
  }
  const correlationId = someCorrelationId();
  log.error({ err: error, correlationId }, 'unexpected error in a turn');
  return {
    code: 'unexpected',
    sentence: `Something went wrong here. Try again; if it happens again, give your administrator this code: ${correlationId}.`,
  };
}

/** A failure as a message to the actor. */
export function problemReply(error: unknown, deps: Pick<TurnDeps, 'log' | 'sentences'>): ChatReply {
  return toActor(problemCard(problemOf(error, deps.log), deps.sentences));
}

/** The problem as a message. */
export function problemCard({ sentence }: Problem, { say }: Sentences): Card {
  return messageCard(say('reply.problem.title'), sentence, { color: 'attention' });
}

/** The problem as a page of a dialog; `retry` is what the person submitted, for the button that submits it again. */
export function problemDialog({ code, sentence }: Problem, retry: Json, { say }: Sentences): Dialog {
  const canRetry = WORTH_RETRYING.includes(code) && Object.keys(retry).length > 0;
  const title = say('reply.problem.title');
  return {
    title,
    height: 'small',
    card: {
      card: 'problem',
      data: { summary: title, title, text: sentence, canRetry, retry: withoutTeamsPart(retry) },
    },
  };
}
