const PREFIX = 'program:';

/** How the audit trail names a command that somebody ran; what can't stand in a name is left out. */
export function programName(user: string): string {
  return `${PREFIX}${user.replace(/[^\w.@\\-]/g, '').slice(0, 64) || 'unknown'}`;
}

/** Who ran the command of such a name; undefined for the name of a person. */
export function programUser(name: string): string | undefined {
  return name.startsWith(PREFIX) ? name.slice(PREFIX.length) : undefined;
}
