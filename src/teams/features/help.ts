import type { ChatReply } from '../cards/reply.ts';
import { COMMANDS, SIGN_IN_COMMANDS } from '../turns/commands.ts';
import type { FeatureDeps } from './feature-deps.ts';

type HelpDeps = Pick<FeatureDeps, 'signIn'>;

/** The help card; says so when a text was not understood, and what was probably meant. */
export function help(
  { understood, suggestion }: { understood: boolean; suggestion: string },
  deps: HelpDeps,
): ChatReply {
  if (!understood) {
    const text = 'I did not understand that. Press a button, or type:';
    return helpCard(
      'What can I do for you?',
      text,
      suggestion === '' ? '' : `Did you mean ${suggestion}?`,
      deps,
      suggestion,
    );
  }
  const text =
    'I create personal access tokens for Git, packages, pipelines and scripts, and tell you before they expire. Press a button, or type:';
  return helpCard(
    'What can I do for you?',
    text,
    suggestion === '' ? '' : `Which token? Type ${suggestion}`,
    deps,
  );
}

/** The card that greets a person when the bot is installed. */
export function welcome(name: string, deps: HelpDeps): ChatReply {
  return helpCard(
    name === '' ? 'Welcome to Patkeeper' : `Welcome, ${name}`,
    'I create personal access tokens for Git, packages, pipelines and scripts. You see each secret once; I remind you seven days before it expires. Press a button, or type:',
    '',
    deps,
  );
}

function helpCard(
  title: string,
  text: string,
  suggestion: string,
  { signIn }: HelpDeps,
  suggested = '',
): ChatReply {
  const summary = suggestion === '' ? title : suggestion;
  const commands = signIn === undefined ? COMMANDS : [...COMMANDS, ...SIGN_IN_COMMANDS];
  return {
    card: { card: 'help', data: { summary, title, text, suggestion, suggested, commands } },
    audience: 'everybody',
  };
}
