import { LOCAL_KEY_HEADER, type LocalKey } from '../web/local-key.ts';
import { textAt } from './json.ts';
import { maskSignIn } from './mask.ts';
import type { JsonObject } from './page/protocol.ts';
import type { Traces } from './traces.ts';

interface BotClientDeps {
  /** The bot's messaging endpoint. */
  readonly endpoint: string;
  readonly traces: Traces;
  /** How long the bot may take, in milliseconds. */
  readonly timeoutMs: number;
  /** The key that the bot asks for; absent when it asks for none. */
  readonly key?: Pick<LocalKey, 'reveal'>;
}

/** What came back; `problem` is a sentence for the user when the bot did not take the activity. */
export interface BotResponse {
  readonly status: number;
  readonly body?: unknown;
  readonly problem?: string;
}

export interface BotClient {
  /** Posts one activity, once. Never rejects. */
  send(activity: JsonObject): Promise<BotResponse>;
}

/** What Teams tells people when a bot fails, in our words. */
export const SOMETHING_WENT_WRONG = 'Something went wrong. Please try again.';
const TOO_SLOW = 'The bot took too long to answer. Please try again.';
const NOT_REACHED = 'The bot couldn’t be reached. Check that the service is running, then try again.';

/** Makes the client that brings activities to the bot over HTTP. */
export function createBotClient({ endpoint, traces, timeoutMs, key }: BotClientDeps): BotClient {
  return {
    async send(activity) {
      const what = [textAt(activity, 'type'), textAt(activity, 'name') || textAt(activity, 'action')];
      const end = traces.begin({
        direction: 'to-bot',
        what: what.filter(Boolean).join(' '),
        body: maskSignIn(activity),
      });
      try {
        const response = await fetch(endpoint, {
          method: 'POST',
          headers: {
            'Content-Type': 'application/json',
            ...(key === undefined ? {} : { [LOCAL_KEY_HEADER]: key.reveal() }),
          },
          body: JSON.stringify(activity),
          redirect: 'error',
          signal: AbortSignal.timeout(timeoutMs),
        });
        const body = parse(await response.text());
        end({ status: response.status, answer: body });
        return { status: response.status, body, ...(response.ok ? {} : { problem: SOMETHING_WENT_WRONG }) };
      } catch (error) {
        const problem = error instanceof Error && error.name === 'TimeoutError' ? TOO_SLOW : NOT_REACHED;
        end({ status: 0, warning: problem });
        return { status: 0, problem };
      }
    },
  };
}

function parse(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
