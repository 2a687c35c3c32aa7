import { createSingleFlight } from '../core/timing/single-flight.ts';
import type { Activities, PressedMessage } from './activities.ts';
import type { BotClient } from './bot-client.ts';
import type { Chat, Person } from './directory.ts';
import type { History } from './history.ts';
import type {
  ActionResult,
  Attachment,
  DialogRequest,
  DialogResult,
  ExtensionCommand,
  JsonObject,
  QueryResult,
  SentResult,
} from './page/protocol.ts';
import { Refusal } from './refusal.ts';
import { readActionResult, readDialogResult, readQueryResult, readVerifyResult } from './results.ts';
import { usedMessage } from './used-message.ts';

const PAGE_OF_RESULTS = 25;

interface ConversationDeps {
  readonly activities: Activities;
  readonly bot: BotClient;
  readonly botName: string;
  readonly history: History;
  readonly extension: readonly ExtensionCommand[];
}

/** Everything a person can do in a chat, as Teams brings it to the bot. */
export interface Conversations {
  /** Opens a chat. The first time it tells the bot about the chat. */
  open(person: Person, chat: Chat): Promise<SentResult>;
  say(person: Person, chat: Chat, text: string): Promise<SentResult>;
  submit(person: Person, chat: Chat, messageId: string, value: JsonObject): Promise<SentResult>;
  execute(person: Person, chat: Chat, messageId: string, action: JsonObject): Promise<ActionResult>;
  dialog(person: Person, chat: Chat, request: Omit<DialogRequest, 'person' | 'chat'>): Promise<DialogResult>;
  /** `state` is what a sign-in window gave; empty without one. */
  search(person: Person, chat: Chat, commandId: string, words: string, state: string): Promise<QueryResult>;
  /** Brings the bot the code that a sign-in window gave, or that it was closed. */
  verifyState(person: Person, chat: Chat, state: string): Promise<SentResult>;
  /** Puts an extension's result into the chat as the person's message. The bot hears nothing of it. */
  insert(person: Person, chat: Chat, attachments: readonly Attachment[]): SentResult;
  setPresence(person: Person, chat: Chat, action: 'add' | 'remove'): Promise<SentResult>;
}

/** Makes the part that plays Teams towards the bot. Calls about a chat without the bot end in a `Refusal`. */
export function createConversations(deps: ConversationDeps): Conversations {
  const { activities, bot, botName, history, extension } = deps;
  const opening = createSingleFlight<SentResult>();

  async function announce(person: Person, chat: Chat, action: 'add' | 'remove'): Promise<SentResult> {
    for (const activity of activities.presence(person, chat, action)) {
      const { status, problem = '' } = await bot.send(activity);
      if (status === 0) return { kind: 'failed', text: problem };
    }
    return { kind: 'sent' };
  }

  async function add(person: Person, chat: Chat): Promise<SentResult> {
    const result = await announce(person, chat, 'add');
    history.setPresence(chat, result.kind === 'sent' ? 'added' : 'new');
    return result;
  }

  async function open(person: Person, chat: Chat): Promise<SentResult> {
    if (history.presence(chat) !== 'new') return { kind: 'sent' };
    // Two windows may open the same chat at once; the bot must hear of it once.
    return opening.run(chat.key, () => add(person, chat));
  }

  async function enter(person: Person, chat: Chat): Promise<void> {
    if (history.presence(chat) === 'removed') {
      throw new Refusal(409, `${botName} was removed from this chat. Add it again from the chat’s menu.`);
    }
    await open(person, chat);
  }

  function on(chat: Chat, id: string): PressedMessage {
    return { id, targeted: history.find(chat, id)?.visibleTo !== undefined };
  }

  /** What Teams adds for a command that is used on a message, which the person must see. */
  function usedOn(person: Person, chat: Chat, messageId: string | undefined): JsonObject | undefined {
    if (messageId === undefined) return undefined;
    const message = history.find(chat, messageId);
    if (message === undefined || (message.visibleTo ?? person.key) !== person.key)
      throw new Refusal(404, 'There is no such message.');
    return { commandContext: 'message', messagePayload: usedMessage(message, chat, botName) };
  }

  return {
    open,
    async say(person, chat, text) {
      const addressed = chat.kind === 'personal' || text.startsWith('/') || text.includes(`@${botName}`);
      if (addressed) await enter(person, chat);
      const isTargeted = chat.kind !== 'personal' && text.startsWith('/');
      const seen = isTargeted ? { visibleTo: person.key } : {};
      const message = history.add(chat, {
        person: person.key,
        text,
        markdown: false,
        attachments: [],
        ...seen,
      });
      if (!addressed) return { kind: 'sent' };
      const build = isTargeted ? activities.slashCommand : activities.message;
      const { problem } = await bot.send(build(person, chat, message.id, text));
      if (problem === undefined) return { kind: 'sent' };
      history.setProblem(chat, message.id, problem);
      return { kind: 'failed', text: problem };
    },
    async submit(person, chat, messageId, value) {
      await enter(person, chat);
      const { problem } = await bot.send(activities.submit(person, chat, on(chat, messageId), value));
      return problem === undefined ? { kind: 'sent' } : { kind: 'failed', text: problem };
    },
    async execute(person, chat, messageId, action) {
      await enter(person, chat);
      const value = { action: { ...action, type: 'Action.Execute' }, trigger: 'manual' };
      const sent = await bot.send(
        activities.invoke(person, chat, 'adaptiveCard/action', value, on(chat, messageId)),
      );
      const { result, card } = readActionResult(sent);
      if (card !== undefined) history.setView(chat, messageId, person.key, card);
      return result;
    },
    async dialog(person, chat, { name, data, theme, messageId, commandId, state }) {
      await enter(person, chat);
      const context = { theme };
      const isPress = messageId !== undefined && commandId === undefined;
      const pressedOn = isPress ? on(chat, messageId) : undefined;
      const signedIn = state === undefined ? {} : { state };
      const used = commandId === undefined ? undefined : usedOn(person, chat, messageId);
      const where = used === undefined ? { commandContext: 'compose' } : used;
      const command = { commandId, ...where, context, ...signedIn };
      const values = {
        'task/fetch': { data, context },
        'task/submit': { data, context },
        'composeExtension/fetchTask': command,
        'composeExtension/submitAction': { ...command, data },
      };
      return readDialogResult(await bot.send(activities.invoke(person, chat, name, values[name], pressedOn)));
    },
    async search(person, chat, commandId, words, state) {
      await enter(person, chat);
      const command = extension.find(({ id }) => id === commandId);
      if (command === undefined) throw new Refusal(404, 'The app has no such command.');
      const typed = { name: command.parameter, value: words };
      const value = {
        commandId,
        parameters: [words === '' && command.initialRun ? { name: 'initialRun', value: 'true' } : typed],
        queryOptions: { skip: 0, count: PAGE_OF_RESULTS },
        ...(state === '' ? {} : { state }),
      };
      return readQueryResult(
        await bot.send(activities.invoke(person, chat, 'composeExtension/query', value)),
      );
    },
    async verifyState(person, chat, state) {
      await enter(person, chat);
      return readVerifyResult(
        await bot.send(activities.invoke(person, chat, 'signin/verifyState', { state })),
      );
    },
    insert(person, chat, attachments) {
      history.add(chat, { person: person.key, text: '', markdown: false, attachments });
      return { kind: 'sent' };
    },
    async setPresence(person, chat, action) {
      if (action === 'add') return add(person, chat);
      // Removed first, as in Teams: whatever the bot tries to write meanwhile is refused.
      history.setPresence(chat, 'removed');
      return announce(person, chat, 'remove');
    },
  };
}
