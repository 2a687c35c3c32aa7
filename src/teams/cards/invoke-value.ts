/** What an invoke brings, before anybody has looked at it. */
export type Json = Readonly<Record<string, unknown>>;

/** A value as an object; an empty one if it is none. Some clients send an object as its JSON text. */
export function objectOf(value: unknown): Json {
  const given = typeof value === 'string' ? parsed(value) : value;
  return typeof given === 'object' && given !== null && !Array.isArray(given) ? (given as Json) : {};
}

/** A text field of an object, cut to `most` characters; digits that came as a number too. Empty if it is none. */
export function textOf(value: Json, name: string, most = 200): string {
  const found = value[name];
  return typeof found === 'string' || typeof found === 'number' ? String(found).slice(0, most) : '';
}

/** Longer than any form of ours. */
const MAX_JSON = 64 * 1024;

function parsed(text: string): unknown {
  if (text.length > MAX_JSON || !text.trimStart().startsWith('{')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A button's data to be sent again by another button, without Teams' own part: that opens a dialog, and one is open. */
export function withoutTeamsPart({ msteams: _, ...data }: Json): Json {
  return data;
}
