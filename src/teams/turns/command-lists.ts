import type { Sentences } from '../../sentences/sentences.ts';
import type { CommandLine } from '../features/command-entry.ts';
import type { FeatureDeps } from '../features/feature-deps.ts';
import { titleOf } from './command-vocabulary.ts';
import { ENTRIES } from './feature-table.ts';

/** A command in the list that Teams shows while a person types. */
export interface ManifestCommand {
  readonly title: string;
  readonly description: string;
}

/** A command as a person would type it: `/pat show <name>`. */
export function typedLine(
  entry: Pick<(typeof ENTRIES)[number], 'name' | 'help'>,
  { say }: Sentences,
): string {
  const usage = (entry.help?.usage ?? '')
    .replace('name', say('command.any.name'))
    .replace('words', say('command.any.search'));
  return ['/pat', titleOf(entry), usage].join(' ').trim();
}

/** The lines of the help card; those about signing in only where people do. */
export function commandLines({
  signIn,
  sentences,
}: Pick<FeatureDeps, 'signIn' | 'sentences'>): readonly CommandLine[] {
  return ENTRIES.flatMap((entry) => {
    const isOfUse = entry.signIn !== true || signIn !== undefined;
    return entry.help === undefined || !isOfUse
      ? []
      : [{ text: typedLine(entry, sentences), does: sentences.say(entry.help.does) }];
  });
}

/** The commands of the app manifest; those about signing in only where people do. */
export function manifestCommands(
  { signIn }: { readonly signIn: boolean },
  { say }: Sentences,
): readonly ManifestCommand[] {
  return ENTRIES.flatMap((entry) => {
    const { inManifest, signIn: needsSignIn = false } = entry;
    if (inManifest === undefined || (needsSignIn && !signIn)) return [];
    return [{ title: titleOf(entry), description: say(inManifest) }];
  });
}
