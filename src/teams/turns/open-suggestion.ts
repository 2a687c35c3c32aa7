import type { Actor } from '../../core/tokens/token.ts';
import type { Card } from '../cards/reply.ts';
import type { FeatureDeps } from '../features/feature-deps.ts';
import { entryOf } from './feature-table.ts';
import { parseCommand } from './parse-command.ts';
import { runCommand } from './run-command.ts';

/**
 * Opens what a text that was not understood probably meant. Nothing is done to a token, a sign-in or the clock because of a
 * guess: what could do that shows the help.
 */
export async function openSuggestion(
  { command }: { readonly command: string },
  actor: Actor,
  deps: FeatureDeps,
): Promise<Card> {
  const meant = parseCommand(command);
  const { card } = await runCommand(entryOf(meant).onlyAsks === true ? meant : HELP, actor, deps, true);
  return card;
}

const HELP = { name: 'help', understood: true, suggestion: '' } as const;
