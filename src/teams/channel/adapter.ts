import {
  type Activity,
  BotAdapter,
  INVOKE_RESPONSE_KEY,
  type InvokeResponse,
  type ResourceResponse,
  TurnContext,
} from 'botbuilder';
import { PatkeeperError } from '../../core/errors.ts';
import { Blocked } from './blocked.ts';
import type { Connector, ConnectorResult } from './connector.ts';
import { isTargeted, targetedAnswer } from './targeted.ts';

const NOT_IMPLEMENTED: InvokeResponse = { status: 501 };

interface TeamsAdapterDeps {
  readonly connector: Connector;
}

/**
 * Runs turns for activities that were authenticated before. It stands in for botbuilder's CloudAdapter, which builds two
 * HTTP clients anew for every turn, posts a message again by itself when its fate is unknown, waits for the Bot Connector
 * without end, and writes to the console.
 */
export class TeamsAdapter extends BotAdapter {
  readonly #connector: Connector;

  constructor({ connector }: TeamsAdapterDeps) {
    super();
    this.#connector = connector;
  }

  /**
   * Runs middleware and logic for one activity. Gives what an invoke is to be answered, 501 if the logic left nothing;
   * undefined for other activities. Rejects with what the logic threw.
   */
  async run(
    activity: Partial<Activity>,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<InvokeResponse | undefined> {
    const context = new TurnContext(this, activity);
    await this.runMiddleware(context, logic);
    if (activity.deliveryMode === 'expectReplies') {
      return { status: 200, body: { activities: context.bufferedReplyActivities } };
    }
    if (activity.type !== 'invoke') return undefined;
    const left: { value?: InvokeResponse } | undefined = context.turnState.get(INVOKE_RESPONSE_KEY);
    return left?.value ?? NOT_IMPLEMENTED;
  }

  /** Sends activities one after the other; rejects with `unreachable` at the first that didn't get through (`Blocked`: for good). */
  override async sendActivities(
    context: TurnContext,
    activities: Partial<Activity>[],
  ): Promise<ResourceResponse[]> {
    const sent: ResourceResponse[] = [];
    for (const activity of activities) sent.push({ id: await this.#send(context, activity) });
    return sent;
  }

  /** Replaces a message; rejects with `unreachable` when that didn't get through. */
  override async updateActivity(
    context: TurnContext,
    activity: Partial<Activity>,
  ): Promise<ResourceResponse> {
    const message = forAsker(activity, context.activity);
    const { conversation, id = '' } = message;
    const { serviceUrl } = context.activity;
    return {
      id: idOf(await this.#connector.updateActivity(serviceUrl, conversation?.id ?? '', id, message)),
    };
  }

  /** Not used: the bot replaces messages and deletes none. */
  override async deleteActivity(): Promise<void> {
    throw new Error('The bot deletes no messages.');
  }

  /** Not used: the messenger writes first, without a turn. */
  override async continueConversation(): Promise<void> {
    throw new Error('The bot continues no conversations.');
  }

  async #send(context: TurnContext, activity: Partial<Activity>): Promise<string> {
    if (activity.type === 'invokeResponse') {
      context.turnState.set(INVOKE_RESPONSE_KEY, activity);
      return '';
    }
    // Traces are for Microsoft's emulator; Teams refuses them.
    if (activity.type === 'trace') return '';
    // The service URL of the activity that was authenticated, whatever the logic put into its answer.
    const { serviceUrl } = context.activity;
    const message = forAsker(activity, context.activity);
    const { conversation, replyToId } = message;
    return idOf(await this.#connector.sendActivity(serviceUrl, conversation?.id ?? '', message, replyToId));
  }
}

/** What answers a message that only its sender sees is seen by nobody else either. */
function forAsker(message: Partial<Activity>, asked: Activity): Partial<Activity> {
  return isTargeted(asked) ? targetedAnswer(message, asked) : message;
}

function idOf(result: ConnectorResult): string {
  if (result.ok) return result.id;
  if (result.outcome === 'unreachable') throw new Blocked(result.reason);
  throw new PatkeeperError('unreachable', 'Teams didn’t take my answer. Try again in a minute.', {
    cause: new Error(`${result.outcome}: ${result.reason}`),
  });
}
