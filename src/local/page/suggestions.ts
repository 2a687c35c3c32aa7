import type { ChatKind, CommandInfo } from './protocol.ts';

/** Commands may be typed with or without the product's own word. */
const PREFIX = /^\/(?:pat(?![^\s])\s*)?/i;

/** The commands that a text begun with `/` may become, in the manifest's order; none once it is a whole command. */
export function suggestCommands(
  text: string,
  commands: readonly CommandInfo[],
  kind: ChatKind,
): readonly CommandInfo[] {
  if (!text.startsWith('/')) return [];
  const typed = text.replace(PREFIX, '').toLowerCase();
  const here = commands.filter((command) => command.kinds.includes(kind));
  if (here.some((command) => command.title.toLowerCase() === typed.trim())) return [];
  return here.filter((command) => command.title.toLowerCase().startsWith(typed));
}

/** What the message box holds once a command is taken; the way in which it was begun is kept. */
export function commandText(text: string, { title }: CommandInfo): string {
  return `${/^\/pat(?![^\s])/i.test(text) ? '/pat ' : '/'}${title}`;
}
