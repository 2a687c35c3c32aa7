import type { ConnectorCall, FakeConnector } from './fake-connector.ts';
import { buttonData, cardOf, executeCard, messageText } from './running-service.ts';
import type { DrivenPerson, TeamsDriver } from './teams-driver.ts';

type Card = ReturnType<typeof cardOf>;

/** Somebody's own chat with the bot, as they use it. */
export interface Chat {
  readonly person: DrivenPerson;
  /** The messages in it, the oldest first. */
  said(): readonly ConnectorCall[];
  /** Types a line; gives the card that answers. */
  type(text: string): Promise<Card>;
  /** Presses a button of a card, with what was filled in; gives the card that takes its place. */
  press(card: Card, verb: string, filled?: object): Promise<Card>;
  /** The same; when the card asks for a fresh sign-in, types the code of its page. */
  pressFresh(card: Card, verb: string, filled?: object): Promise<Card>;
}

/** Opens a chat; the driver is asked for at each turn, because another process may answer by then. */
export function openAdminChat(
  person: DrivenPerson,
  connector: Pick<FakeConnector, 'sent'>,
  teams: () => TeamsDriver,
): Chat {
  const said = () => saidIn(connector, person);
  const chat: Chat = {
    person,
    said,
    async type(text) {
      const before = said().length;
      await teams().say(person, text);
      // A message of the bot's own accord may come in between; it answers nothing.
      const answers = said()
        .slice(before)
        .filter(({ path }) => !path.endsWith('/activities'));
      return cardOf(answers.at(-1));
    },
    async press(card, verb, filled = {}) {
      const { verb: _, ...data } = buttonData(card, verb);
      return executeCard(await teams().execute(person, verb, { ...data, ...filled }, 'message'));
    },
    async pressFresh(card, verb, filled) {
      const next = await chat.press(card, verb, filled);
      const code = codeOn(next);
      return code === undefined ? next : chat.press(next, 'admin.sign-in', { code });
    },
  };
  return chat;
}

/** The messages in somebody's own chat, the oldest first. */
export function saidIn(
  { sent }: Pick<FakeConnector, 'sent'>,
  { id }: DrivenPerson,
): readonly ConnectorCall[] {
  return sent.filter(({ path }) => decodeURIComponent(path).includes(`/a:chat-with-${id}/`));
}

/** What such a message says. */
export function textsIn(connector: Pick<FakeConnector, 'sent'>, person: DrivenPerson): readonly string[] {
  return saidIn(connector, person).map(messageText);
}

/** The address of the page that a card leads to. */
export function addressOn(card: object): string {
  return /"url":"([^"]+)"/.exec(JSON.stringify(card))?.[1] ?? '';
}

/** The code that the local chat's sign-in page would show; undefined where the card asks for no sign-in. */
export function codeOn(card: object): string | undefined {
  const address = addressOn(card);
  return URL.canParse(address) ? (new URL(address).searchParams.get('code') ?? undefined) : undefined;
}
