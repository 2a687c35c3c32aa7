import type { Actor } from '../../core/tokens/token.ts';
import type { Card } from '../cards/reply.ts';
import { parseCommand } from '../turns/commands.ts';
import { runCommand } from '../turns/run-command.ts';
import type { FeatureDeps } from './feature-deps.ts';
import { help } from './help.ts';

/** What a press on a guess may do: show something, or ask. Nothing is done to a token or a sign-in because of a guess. */
const HARMLESS = [
  'help',
  'new',
  'list',
  'show',
  'renew',
  'rotate',
  'revoke',
  'revoke-all',
  'track',
  'whoami',
];

/** Opens what a text that was not understood probably meant. */
export async function openSuggestion(
  { command }: { readonly command: string },
  actor: Actor,
  deps: FeatureDeps,
): Promise<Card> {
  const meant = parseCommand(command);
  const isHarmless = HARMLESS.includes(meant.name);
  const { card } = isHarmless
    ? await runCommand(meant, actor, deps, true)
    : help({ understood: true, suggestion: '' }, deps);
  return card;
}
