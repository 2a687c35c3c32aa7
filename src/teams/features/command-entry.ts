import type { Actor } from '../../core/tokens/token.ts';
import type { SentenceKey, Sentences } from '../../sentences/sentences.ts';
import type { ChatReply } from '../cards/reply.ts';
import type { FeatureDeps } from './feature-deps.ts';

/** One line of the help card: what to type, and what comes of it. */
export interface CommandLine {
  readonly text: string;
  readonly does: string;
}

/** What a command runs with besides its argument. */
export interface CommandContext {
  readonly actor: Actor;
  readonly deps: FeatureDeps;
  /** Whether nobody but the actor sees the answer. */
  readonly unseen: boolean;
  /** What the help card lists here. */
  lines(): readonly CommandLine[];
}

/**
 * What was typed behind a command's words: its argument, or that something is missing, such as a name; undefined when the
 * words don't go with this command.
 */
export type CommandReading<A> = A | 'incomplete' | undefined;

/** One command, whole: what people type for it, how it is read, what it runs, and where it is listed. */
export interface CommandEntry<N extends string, A extends object> {
  /**
   * Its name in code. What people type for it is in the catalogue, at `command.<name>.words`: words and phrases with commas
   * between. `…` is the place of the argument, where that doesn't stand at the end. Lists and suggestions write the first
   * English word.
   */
  readonly name: N;
  /** Words that people use for it by mistake: they are asked whether they mean it. */
  readonly alike?: SentenceKey;
  /** Its line on the help card, with how its argument is written (`[name]`, `<name>`); without it, it isn't listed. */
  readonly help?: { readonly usage?: '[name]' | '<name>' | '[words]'; readonly does: SentenceKey };
  /** Its description in Teams' own list, which holds twelve commands; without it, it isn't in that list. */
  readonly inManifest?: SentenceKey;
  /** Whether it is of use only where people sign in; elsewhere it isn't listed. */
  readonly signIn?: boolean;
  /** Whether a press on a guess may run it: it only shows something or asks. Left out, a guess never runs it. */
  readonly onlyAsks?: boolean;
  /** Whether its argument is kept as a name: secrets are left out of that, where others refuse the whole text. */
  readonly keepsName?: boolean;
  /** Reads the argument. */
  read(words: readonly string[], sentences: Sentences): CommandReading<A>;
  /** Reads a whole sentence that means the command but doesn't begin with its words. */
  readSentence?(words: readonly string[], sentences: Sentences): A | undefined;
  /** Does it; undefined where the command doesn't exist. */
  run(argument: A, context: CommandContext): Promise<ChatReply | undefined>;
}

/** Declares a command, so that the compiler holds what it reads against what it runs with. */
export function command<const N extends string, A extends object>(
  entry: CommandEntry<N, A>,
): CommandEntry<N, A> {
  return entry;
}

/** What a command that takes no argument reads: nothing, or it isn't meant. */
export function noArgument(words: readonly string[]): object | undefined {
  return words.length === 0 ? {} : undefined;
}

/** Whether a typed name is none: nothing, or the place for one as the help card writes it. */
export function isNoName(text: string): boolean {
  return text === '' || /^[<[(]name[>\])]$/i.test(text);
}
