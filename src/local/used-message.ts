import type { Chat } from './directory.ts';
import type { ChatMessage, JsonObject } from './page/protocol.ts';

/**
 * The message that a message action is used on, as Teams hands it to the bot: what a person typed as HTML, cards as the text of
 * their JSON. A message without a person is the bot's.
 */
export function usedMessage(
  { id, at, person, text, attachments }: ChatMessage,
  chat: Chat,
  botName: string,
): JsonObject {
  const author = chat.members.find(({ key }) => key === person);
  return {
    id,
    replyToId: null,
    createdDateTime: new Date(at).toISOString(),
    lastModifiedDateTime: null,
    deleted: false,
    subject: null,
    summary: null,
    importance: 'normal',
    locale: 'en-us',
    body: { contentType: 'html', content: `<div>${asHtml(text)}</div>` },
    from: {
      device: null,
      conversation: null,
      user:
        author === undefined
          ? null
          : { userIdentityType: 'aadUser', id: author.objectId, displayName: author.name },
      application: author === undefined ? { applicationIdentityType: 'bot', displayName: botName } : null,
    },
    reactions: [],
    mentions: [],
    attachments: attachments.map(({ contentType, content }) => ({
      contentType,
      contentUrl: null,
      content: JSON.stringify(content),
      name: null,
    })),
  };
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function asHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '').replaceAll('\n', '<br>');
}
