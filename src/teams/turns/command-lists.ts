import type { Sentences } from '../../sentences/sentences.ts';
import type { CommandLine } from '../features/command-entry.ts';
import type { FeatureDeps } from '../features/feature-deps.ts';
import { ENTRIES } from './feature-table.ts';

/** A command in the list that Teams shows while a person types. */
export interface ManifestCommand {
  readonly title: string;
  readonly description: string;
}

/** A command as a person would type it: `/pat show <name>`. */
export function typedLine({ words: [word], help }: Pick<(typeof ENTRIES)[number], 'words' | 'help'>): string {
  return ['/pat', word, help?.usage ?? ''].join(' ').trim();
}

/** The lines of the help card; those about signing in only where people do. */
export function commandLines({
  signIn,
  sentences: { say },
}: Pick<FeatureDeps, 'signIn' | 'sentences'>): readonly CommandLine[] {
  return ENTRIES.flatMap((entry) => {
    const isOfUse = entry.signIn !== true || signIn !== undefined;
    return entry.help === undefined || !isOfUse
      ? []
      : [{ text: typedLine(entry), does: say(entry.help.does) }];
  });
}

/** The commands of the app manifest; those about signing in only where people do. */
export function manifestCommands(
  { signIn }: { readonly signIn: boolean },
  { say }: Sentences,
): readonly ManifestCommand[] {
  return ENTRIES.flatMap(({ words: [title], inManifest, signIn: needsSignIn = false }) =>
    inManifest === undefined || (needsSignIn && !signIn) ? [] : [{ title, description: say(inManifest) }],
  );
}
