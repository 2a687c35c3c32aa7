import { parseArgs } from 'node:util';
import type { Command, CommandInput } from './command.ts';

/** What was written behind the name of a command. */
export type Arguments =
  | ({ readonly kind: 'run' } & Pick<CommandInput, 'options' | 'words'>)
  | { readonly kind: 'help' }
  /** A sentence that says what does not belong there. */
  | { readonly kind: 'wrong'; readonly problem: string };

/** Reads what stands behind the name of a command; whatever the command does not know is wrong. */
export function readArguments(command: Command, args: readonly string[]): Arguments {
  const { options = {}, words: [least, most] = [0, 0] } = command;
  const known = { ...options, help: { type: 'boolean', short: 'h' } } as const;
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: known,
      strict: true,
      allowPositionals: true,
    });
    if (values['help'] === true) return { kind: 'help' };
    if (positionals.length < least) return { kind: 'wrong', problem: 'Something is missing.' };
    if (positionals.length > most)
      return { kind: 'wrong', problem: `“${positionals[most]}” does not belong there.` };
    return { kind: 'run', options: values, words: positionals };
  } catch (error) {
    // Node's own first sentence names the option: "Unknown option '--dry-runn'."
    const [first = ''] = error instanceof Error ? error.message.split(/\. |\n/) : [];
    return { kind: 'wrong', problem: `${first.replace(/\.$/, '')}.` };
  }
}
