import type { Activity as BotbuilderActivity, ResourceResponse, TurnContext } from 'botbuilder';
import { PatkeeperError } from '../../core/errors.ts';
import type { Activity, Adapter, Chat, InvokeResponse, Message } from './activity.ts';
import { Blocked } from './blocked.ts';
import { BotAdapter, TurnContext as BotbuilderTurn } from './botbuilder.ts';
import type { Connector, ConnectorResult } from './connector.ts';
import { isTargeted, targetedAnswer } from './targeted.ts';

const NOT_IMPLEMENTED: InvokeResponse = { status: 501 };

interface TeamsAdapterDeps {
  readonly connector: Connector;
}

/**
 * Opens the chats of activities that were authenticated before. It stands in for botbuilder's CloudAdapter, which builds two
 * HTTP clients anew for every turn, posts a message again by itself when its fate is unknown, waits for the Bot Connector
 * without end, and writes to the console. All of botbuilder that a turn needs is in this file.
 */
export class TeamsAdapter extends BotAdapter implements Adapter {
  readonly #connector: Connector;

  constructor({ connector }: TeamsAdapterDeps) {
    super();
    this.#connector = connector;
  }

  /** Gives the chat of an activity. An invoke that leaves no response is answered with 501. */
  open(activity: Activity): Chat {
    const context = new BotbuilderTurn(this, activity as Partial<BotbuilderActivity>);
    return {
      send: async (message) => void (await context.sendActivity(message as Partial<BotbuilderActivity>)),
      replace: async (id, message) =>
        void (await context.updateActivity({ ...message, id } as Partial<BotbuilderActivity>)),
      finish(response) {
        if (activity.deliveryMode === 'expectReplies') {
          const last = response === undefined ? [] : [{ type: 'invokeResponse', value: response }];
          return { status: 200, body: { activities: [...context.bufferedReplyActivities, ...last] } };
        }
        return activity.type === 'invoke' ? (response ?? NOT_IMPLEMENTED) : undefined;
      },
    };
  }

  /** Sends activities one after the other; rejects with `unreachable` at the first that didn't get through (`Blocked`: for good). */
  override async sendActivities(
    context: TurnContext,
    activities: Partial<BotbuilderActivity>[],
  ): Promise<ResourceResponse[]> {
    const sent: ResourceResponse[] = [];
    for (const activity of activities) sent.push({ id: await this.#send(context, activity as Message) });
    return sent;
  }

  /** Replaces a message; rejects with `unreachable` when that didn't get through. */
  override async updateActivity(
    context: TurnContext,
    activity: Partial<BotbuilderActivity>,
  ): Promise<ResourceResponse> {
    const message = forAsker(activity as Message, context.activity as Activity);
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

  async #send(context: TurnContext, activity: Message): Promise<string> {
    // The service URL of the activity that was authenticated, whatever the logic put into its answer.
    const { serviceUrl } = context.activity;
    const message = forAsker(activity, context.activity as Activity);
    const { conversation, replyToId } = message;
    return idOf(await this.#connector.sendActivity(serviceUrl, conversation?.id ?? '', message, replyToId));
  }
}

/** What answers a message that only its sender sees is seen by nobody else either. */
function forAsker(message: Message, asked: Activity): Message {
  return isTargeted(asked) ? targetedAnswer(message, asked) : message;
}

function idOf(result: ConnectorResult): string {
  if (result.ok) return result.id;
  if (result.outcome === 'unreachable') throw new Blocked(result.reason);
  throw new PatkeeperError(
    'unreachable.teams',
    {},
    { cause: new Error(`${result.outcome}: ${result.reason}`) },
  );
}
