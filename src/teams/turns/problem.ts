import { someCorrelationId } from '../../core/correlation.ts';
import { type ErrorCode, PatkeeperError } from '../../core/errors.ts';
import type { Log } from '../../core/ports.ts';
import { sayFirst } from '../../sentences/say-error.ts';
import type { Sentences } from '../../sentences/sentences.ts';
import { type Json, withoutTeamsPart } from '../cards/invoke-value.ts';
import { messageCard } from '../cards/message-card.ts';
import { type Card, type ChatReply, type Dialog, toActor } from '../cards/reply.ts';

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

interface ProblemDeps {
  readonly log: Log;
  readonly sentences: Sentences;
}

const WORTH_RETRYING: readonly Problem['code'][] = [
  'store-unavailable',
  'too-slow',
  'unreachable',
  'throttled',
  'lost',
  'unexpected',
];

/** Words an expected failure by its reason, anything else by one fixed sentence with an id that the log has too. */
export function problemOf(error: unknown, { log, sentences }: ProblemDeps): Problem {
  if (error instanceof PatkeeperError) {
    log.info({ code: error.code, cause: error.cause }, 'request refused');
    return { code: error.code, sentence: sayFirst(error, sentences) };
  }
  const correlationId = someCorrelationId();
  log.error({ err: error, correlationId }, 'unexpected error in a turn');
  return { code: 'unexpected', sentence: sentences.say('error.unexpected', { correlationId }) };
}

/** A failure as a message to the actor. */
export function problemReply(error: unknown, deps: ProblemDeps): ChatReply {
  return toActor(problemCard(problemOf(error, deps), deps.sentences));
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
