import { holdsSecret, leaveOutSecrets } from '../../core/secrets/secret-forms.ts';
import { bareWord } from '../features/bare-word.ts';
import { typedLine } from './command-lists.ts';
import { suggestedCommand } from './command-suggestion.ts';
import { commandWords } from './command-words.ts';
import { type Command, ENTRIES, entryOf } from './feature-table.ts';
import { messageText } from './message-text.ts';

type Entry = (typeof ENTRIES)[number];

/**
 * Reads a message as Teams sends it. The leading `/`, `pat`, the bot's name and polite words may be missing or there; case,
 * spaces, width and the punctuation around a command don't matter. Anything that is no command asks for help.
 */
export function parseCommand(raw: string): Command {
  const command = readCommand(raw);
  if (!keepsName(command) || !holdsSecret(raw)) return command;
  // Left out first and read again: what stood around the secret may be no name without it.
  return { ...command, ...readCommand(leaveOutSecrets(raw)), leftOut: 'secret' } as typeof command;
}

/** Whether a command keeps what was typed as a name, without the secrets in it; others must not be given any. */
export function keepsName(command: Command): boolean {
  return entryOf(command).keepsName === true;
}

function readCommand(raw: string): Command {
  const words = commandWords(messageText(raw));
  if (words.length === 0) return { name: 'help', understood: true, suggestion: '' };
  for (const entry of ENTRIES) {
    const argument = entry.readSentence?.(words);
    if (argument !== undefined) return commandOf(entry, argument);
  }
  const meant = begunWith(words);
  for (const { entry, rest } of meant) {
    const reading = entry.read(rest);
    if (reading === 'incomplete') return { name: 'help', understood: true, suggestion: typedLine(entry) };
    if (reading !== undefined) return commandOf(entry, reading);
  }
  const suggestion = meant.length > 0 ? '' : suggestedCommand(words);
  return { name: 'help', understood: false, suggestion };
}

function commandOf({ name }: Entry, argument: object): Command {
  return { name, ...argument } as Command;
}

/** The commands that these words begin with, and the words behind; the longest first: `revoke all` before `revoke`. */
function begunWith(
  words: readonly string[],
): readonly { readonly entry: Entry; readonly rest: readonly string[] }[] {
  const bare = words.map(bareWord);
  return ENTRIES.flatMap((entry) =>
    entry.words
      .map((phrase) => phrase.split(' '))
      .filter((phrase) => phrase.every((word, index) => word === bare[index]))
      .map((phrase) => ({ entry, length: phrase.length, rest: words.slice(phrase.length) })),
  ).sort((a, b) => b.length - a.length);
}
