/** What an invoke brings, before anybody has looked at it. */
export type Json = Readonly<Record<string, unknown>>;

/** A value as an object; an empty one if it is none. */
export function record(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

/** A text field of an object, cut to `most` characters; empty if it is none. */
export function textOf(value: Json, name: string, most = 200): string {
  const found = value[name];
  return typeof found === 'string' ? found.slice(0, most) : '';
}

/** A button's data to be sent again by another button, without Teams' own part: that opens a dialog, and one is open. */
export function withoutTeamsPart({ msteams: _, ...data }: Json): Json {
  return data;
}
