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
  words: ['help'],
  inManifest: 'What you can type',
  onlyAsks: true,
  read: (): { readonly understood: boolean; readonly suggestion: string } => ({
    understood: true,
    suggestion: '',
  }),
  run: async (input, { lines }) => help(input, lines),
});

/** The help card; says so when a text was not understood, and what was probably meant. */
export function help(
  { understood, suggestion }: { understood: boolean; suggestion: string },
  lines: readonly CommandLine[],
): ChatReply {
  if (!understood) {
    const text = 'I did not understand that. Press a button, or type:';
    return helpCard(
      'What can I do for you?',
      text,
      suggestion === '' ? '' : `Did you mean ${suggestion}?`,
      lines,
      suggestion,
    );
  }
  const text =
    'I create personal access tokens for Git, packages, pipelines and scripts, and tell you before they expire. Press a button, or type:';
  return helpCard(
    'What can I do for you?',
    text,
    suggestion === '' ? '' : `Which token? Type ${suggestion}`,
    lines,
  );
}

/** The card that greets a person when the bot is installed. */
export function welcome(name: string, lines: readonly CommandLine[]): ChatReply {
  return helpCard(
    name === '' ? 'Welcome to Patkeeper' : `Welcome, ${name}`,
    'I create personal access tokens for Git, packages, pipelines and scripts. You see each secret once; I remind you seven days before it expires. Press a button, or type:',
    '',
    lines,
  );
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
