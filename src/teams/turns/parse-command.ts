import { holdsSecret, leaveOutSecrets } from '../../core/secrets/secret-forms.ts';
import { type Sentences, sentencesOf } from '../../sentences/sentences.ts';
import { bareWord } from '../features/bare-word.ts';
import { typedLine } from './command-lists.ts';
import { suggestedCommand } from './command-suggestion.ts';
import { type Vocabulary, vocabularyOf } from './command-vocabulary.ts';
import { commandWords } from './command-words.ts';
import { type Command, ENTRIES, entryOf } from './feature-table.ts';
import { messageText } from './message-text.ts';

type Entry = (typeof ENTRIES)[number];

/**
 * Reads a message as Teams sends it. The leading `/`, `pat`, the bot's name and polite words may be missing or there; case,
 * spaces, width and the punctuation around a command don't matter. English commands are understood in every language. Anything
 * that is no command asks for help.
 */
export function parseCommand(raw: string, sentences: Sentences = sentencesOf('en')): Command {
  const command = readCommand(raw, sentences);
  if (!keepsName(command) || !holdsSecret(raw)) return command;
  // Left out first and read again: what stood around the secret may be no name without it.
  return { ...command, ...readCommand(leaveOutSecrets(raw), sentences), leftOut: 'secret' } as typeof command;
}

/** Whether a command keeps what was typed as a name, without the secrets in it; others must not be given any. */
export function keepsName(command: Command): boolean {
  return entryOf(command).keepsName === true;
}

function readCommand(raw: string, sentences: Sentences): Command {
  const vocabulary = vocabularyOf(sentences);
  const words = commandWords(messageText(raw), vocabulary);
  if (words.length === 0) return { name: 'help', understood: true, suggestion: '' };
  for (const entry of ENTRIES) {
    const argument = entry.readSentence?.(words, sentences);
    if (argument !== undefined) return commandOf(entry, argument);
  }
  const meant = saidWith(words, vocabulary);
  for (const { entry, rest } of meant) {
    const reading = entry.read(rest, sentences);
    if (reading === 'incomplete')
      return { name: 'help', understood: true, suggestion: typedLine(entry, sentences) };
    if (reading !== undefined) return commandOf(entry, reading);
  }
  const suggestion = meant.length > 0 ? '' : suggestedCommand(words, vocabulary);
  return { name: 'help', understood: false, suggestion };
}

function commandOf({ name }: Entry, argument: object): Command {
  return { name, ...argument } as Command;
}

/** The commands that these words say, and their arguments; the longest phrase first. */
function saidWith(
  words: readonly string[],
  { phrases }: Vocabulary,
): readonly { readonly entry: Entry; readonly rest: readonly string[] }[] {
  const bare = words.map(bareWord);
  return phrases.flatMap(({ entry, before, behind, needsArgument }) => {
    const end = words.length - behind.length;
    const isSaid =
      (before.length === 0 || before[0] === bare[0]) &&
      before.every((word, index) => word === bare[index]) &&
      behind.every((word, index) => word === bare[end + index]) &&
      (!needsArgument || end > before.length);
    return isSaid ? [{ entry, rest: words.slice(before.length, end) }] : [];
  });
}
