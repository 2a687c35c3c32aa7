import { distance } from 'fastest-levenshtein';
import type { Command, CommandInput } from './command.ts';
import { readArguments } from './read-arguments.ts';

/** A command in the list that `--help` shows. */
export interface CommandEntry {
  readonly summary: string;
  /** Its code is loaded when it is run, and not before. */
  load(): Promise<Command>;
}

/** The program, as far as the process around it matters. */
export interface Program {
  readonly commands: Readonly<Record<string, CommandEntry>>;
  readonly version: string;
  readonly env: CommandInput['env'];
  readonly out: { write(text: string): unknown };
  readonly err: { write(text: string): unknown };
}

/** What a shell ends with when it was called in a wrong way. */
const WRONG_CALL = 2;

/**
 * Runs the command that the arguments name. Gives the code that the process ends with: 2, and a sentence on `err`, for arguments
 * that nothing knows. Rejects with what the command rejects with.
 */
export async function runProgram(program: Program, args: readonly string[]): Promise<number> {
  const [name = '', ...rest] = args;
  const { commands, out, err } = program;
  if (['--help', '-h', 'help'].includes(name)) {
    out.write(helpOf(program));
    return 0;
  }
  if (name === '--version') {
    out.write(`${program.version}\n`);
    return 0;
  }
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (entry === undefined) {
    err.write(name === '' ? helpOf(program) : `${unknown(name, Object.keys(commands))}\n`);
    return WRONG_CALL;
  }
  const command = await entry.load();
  const usage = `patkeeper ${name}${command.takes === '' ? '' : ` ${command.takes}`}`;
  const read = readArguments(command, rest);
  if (read.kind === 'help') {
    out.write(`${usage}\n\n${command.about}\n`);
    return 0;
  }
  if (read.kind === 'wrong') {
    err.write(`${read.problem} Write: ${usage}\n`);
    return WRONG_CALL;
  }
  return command.run({ env: program.env, options: read.options, words: read.words });
}

function unknown(name: string, known: readonly string[]): string {
  const [nearest = ''] = known.toSorted((one, other) => distance(one, name) - distance(other, name));
  const meant = distance(nearest, name) <= 2 ? ` Did you mean “${nearest}”?` : '';
  return `There is no command “${name}”.${meant} Run patkeeper --help to see all of them.`;
}

function helpOf({ commands, version }: Program): string {
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`);
  return `Patkeeper ${version}: personal access tokens in Microsoft Teams.

patkeeper <command> [...]

${lines.join('\n')}

patkeeper <command> --help says more about one; patkeeper --version prints the release.
In a checkout, write node dist/patkeeper.js in place of patkeeper.
`;
}
