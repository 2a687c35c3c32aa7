/** A line of the JSON log as a person reads it: time (UTC), level, message, fields, and stacks on lines of their own. */
export function formatLine(line: string): string {
  const { time, level, msg, ...fields } = parse(line);
  const stacks: string[] = [];
  const shown = Object.entries(fields).map(([name, value]) => {
    const { stack, ...rest } = isRecord(value) ? value : {};
    if (typeof stack !== 'string') return `${name}=${shownJson(value)}`;
    stacks.push(stack.replace(/[^\P{Cc}\n]/gu, ' ').replace(/^/gm, '    '));
    return `${name}=${shownJson(rest)}`;
  });
  const head = [text(time).slice(11, 19), text(level).padEnd(5), oneLine(text(msg)), ...shown].join(' ');
  return `${[head, ...stacks].join('\n')}\n`;
}

function parse(line: string): Record<string, unknown> {
  const value: unknown = JSON.parse(line);
  return isRecord(value) ? value : {};
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON leaves the upper control characters as they are, and terminals act on them. */
function shownJson(value: unknown): string {
  return oneLine(JSON.stringify(value) ?? '');
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** So that quoted text can't look like a line of the log. */
function oneLine(message: string): string {
  return message.replace(/\p{Cc}+/gu, ' ');
}
