import { isObject, listAt, textAt, valueAt } from './json.ts';
import type { ChatKind, CommandInfo, ExtensionCommand } from './page/protocol.ts';

interface ManifestInfo {
  readonly botName: string;
  readonly commands: readonly CommandInfo[];
  readonly extension: readonly ExtensionCommand[];
}

/** What the local chat offers, read from a Teams app manifest (schema 1.29: `bots[0]` and `composeExtensions[0]`). */
export function readManifest(manifest: unknown): ManifestInfo {
  const [bot] = listAt(manifest, 'bots');
  const [extension] = listAt(manifest, 'composeExtensions');
  return {
    botName: textAt(manifest, 'name', 'short') || 'Patkeeper',
    commands: listAt(bot, 'commandLists').flatMap(readCommandList),
    extension: listAt(extension, 'commands').map(readExtensionCommand),
  };
}

function readCommandList(list: unknown): CommandInfo[] {
  const scopes = listAt(list, 'scopes');
  const kinds = (['personal', 'groupChat'] as const satisfies readonly ChatKind[]).filter((kind) =>
    scopes.some((scope) => typeof scope === 'string' && scope.toLowerCase() === kind.toLowerCase()),
  );
  return listAt(list, 'commands').map((command) => ({
    title: textAt(command, 'title'),
    description: textAt(command, 'description'),
    kinds,
  }));
}

function readExtensionCommand(command: unknown): ExtensionCommand {
  const parameter = listAt(command, 'parameters').find(isObject);
  return {
    id: textAt(command, 'id'),
    title: textAt(command, 'title'),
    description: textAt(command, 'description'),
    type: textAt(command, 'type') === 'action' ? 'action' : 'query',
    contexts: contextsOf(command),
    parameter: textAt(parameter, 'name'),
    parameterTitle: textAt(parameter, 'title'),
    initialRun: valueAt(command, 'initialRun') === true,
  };
}

/** As the schema says, a command without contexts is offered in two places, and on no message. */
function contextsOf(command: unknown): readonly string[] {
  const named = listAt(command, 'context').filter((context) => typeof context === 'string');
  return named.length === 0 ? ['compose', 'commandBox'] : named;
}
