import { z } from 'zod';
import type { Contact } from '../../core/store/contacts.ts';
import { type Actor, ownerOf } from '../../core/tokens/token.ts';
import { LANGUAGES, type Sentences, sentencesFor, sentencesOf } from '../../sentences/sentences.ts';
import { messageCard } from '../cards/message-card.ts';
import type { Card } from '../cards/reply.ts';
import { toActor } from '../cards/reply.ts';
import { change } from './action-entry.ts';
import { bareWord } from './bare-word.ts';
import { command } from './command-entry.ts';
import type { FeatureDeps } from './feature-deps.ts';
import { optionalText } from './input-fields.ts';

/** The data of the card that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    language: Summarised & {
      readonly title: string;
      readonly text: string;
      readonly choices: readonly Choice[];
      readonly chosen: string;
    };
  }
}

/** The choice of whatever the person's Teams is set to. */
const LIKE_TEAMS = 'teams';

/** Asks which language to speak; what was typed may have named one that we do not speak. */
export async function askLanguage(typed: string, actor: Actor, deps: FeatureDeps): Promise<Card> {
  const { say } = deps.sentences;
  const contact = await deps.store.contacts.find(ownerOf(actor));
  const ofTeams = nameOf(sentencesOf(contact?.locale ?? ''));
  const title = say('reply.language.title');
  return {
    card: 'language',
    data: {
      summary: title,
      title,
      text: typed === '' ? say('reply.language.text') : say('reply.language.unknown'),
      choices: [
        { title: say('reply.language.likeTeams', { language: ofTeams }), value: LIKE_TEAMS },
        ...LANGUAGES.map((language) => ({ title: nameOf(sentencesOf(language)), value: language })),
      ],
      chosen: contact?.language ?? LIKE_TEAMS,
    },
  };
}

/** Keeps the language that the person chose, and says so in it. */
export async function setLanguage(
  { language }: { readonly language: string },
  actor: Actor,
  deps: FeatureDeps,
): Promise<Card> {
  if (language !== LIKE_TEAMS && !LANGUAGES.includes(language)) return askLanguage(language, actor, deps);
  const { contacts } = deps.store;
  const chosen = language === LIKE_TEAMS ? undefined : language;
  await contacts.setLanguage(ownerOf(actor), chosen);
  const { say, language: spoken } = sentencesAfter(await contacts.find(ownerOf(actor)), chosen);
  const title = chosen === undefined ? say('reply.language.doneLikeTeams') : say('reply.language.done');
  const card = messageCard(title, say('reply.language.text'), { color: 'good', offerList: true });
  return { ...card, language: spoken };
}

function sentencesAfter(contact: Contact | undefined, chosen: string | undefined): Sentences {
  return sentencesFor({
    locale: contact?.locale ?? '',
    ...(chosen === undefined ? {} : { language: chosen }),
  });
}

/** A language by its own name. */
function nameOf({ say }: Sentences): string {
  return say('language.name');
}

/** The language that somebody names: by its code or by a name of it. */
function namedLanguage(typed: string): string | undefined {
  if (typed === LIKE_TEAMS) return LIKE_TEAMS;
  return LANGUAGES.find((language) =>
    sentencesOf(language).say('language.typed').split(', ').includes(typed),
  );
}

/** The command `language`. */
export const languageCommand = command({
  name: 'language',
  help: { does: 'command.language.does' },
  read: (words) => ({ typed: words.map(bareWord).join(' ') }),
  run: async ({ typed }, { actor, deps }) => {
    const language = namedLanguage(typed);
    const card =
      language === undefined ? askLanguage(typed, actor, deps) : setLanguage({ language }, actor, deps);
    return toActor(await card);
  },
});

/** The button that chooses a language. */
export const languageActions = {
  'language.set': change(z.object({ language: optionalText }), setLanguage),
};
