import type { Sentences } from '../../sentences/sentences.ts';
import type { ChatReply } from '../cards/reply.ts';
import { type CommandLine, command } from './command-entry.ts';

/** The data of the card that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    help: Summarised & {
      readonly title: string;
      readonly text: string;
      readonly suggestion: string;
      /** What a press on “Yes” opens; empty without a guess. */
      readonly suggested: string;
      readonly commands: readonly { readonly text: string; readonly does: string }[];
    };
  }
}

/** The command `help`, which also stands for whatever isn't understood. */
export const helpCommand = command({
  name: 'help',
  inManifest: 'command.help.list',
  onlyAsks: true,
  read: (): { readonly understood: boolean; readonly suggestion: string } => ({
    understood: true,
    suggestion: '',
  }),
  run: async (input, { lines, deps }) => help(input, lines(), deps.sentences),
});

/** The help card; says so when a text was not understood, and what was probably meant. */
export function help(
  { understood, suggestion }: { understood: boolean; suggestion: string },
  lines: readonly CommandLine[],
  { say }: Sentences,
): ChatReply {
  const title = say('reply.help.title');
  if (!understood) {
    const guess = suggestion === '' ? '' : say('reply.help.guess', { command: suggestion });
    return helpCard(title, say('reply.help.notUnderstood'), guess, lines, suggestion);
  }
  const nameMissing = suggestion === '' ? '' : say('reply.help.nameMissing', { command: suggestion });
  return helpCard(title, say('reply.help.text'), nameMissing, lines);
}

/** The card that greets a person when the bot is installed. */
export function welcome(name: string, lines: readonly CommandLine[], { say }: Sentences): ChatReply {
  const title = name === '' ? say('reply.welcome.everybody') : say('reply.welcome.title', { name });
  return helpCard(title, say('reply.welcome.text'), '', lines);
}

function helpCard(
  title: string,
  text: string,
  suggestion: string,
  commands: readonly CommandLine[],
  suggested = '',
): ChatReply {
  const summary = suggestion === '' ? title : suggestion;
  return {
    card: { card: 'help', data: { summary, title, text, suggestion, suggested, commands } },
    audience: 'everybody',
  };
}
