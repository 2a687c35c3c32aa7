import type { Actor } from '../../core/tokens/token.ts';
import type { ChatReply } from '../cards/reply.ts';
import type { FeatureDeps } from '../features/feature-deps.ts';
import { help } from '../features/help.ts';
import { commandLines } from './command-lists.ts';
import { suggestedCommand } from './command-suggestion.ts';
import { vocabularyOf } from './command-vocabulary.ts';
import { type Command, entryOf } from './feature-table.ts';

/** Does what a typed text asks for; `unseen` where nobody but the actor sees the answer. */
export async function runCommand(
  command: Command,
  actor: Actor,
  deps: FeatureDeps,
  unseen: boolean,
): Promise<ChatReply> {
  const lines = () => commandLines(deps);
  const reply = await entryOf(command).run(command, { actor, deps, unseen, lines });
  // Where a command is not there for somebody, it is answered as any other text that means none.
  const suggestion =
    command.name === 'admin'
      ? suggestedCommand(['admin', ...command.typed], vocabularyOf(deps.sentences))
      : '';
  return reply ?? help({ understood: false, suggestion }, lines(), deps.sentences);
}
