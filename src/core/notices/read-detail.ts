/** The object in the text of a notice's detail; undefined when the text is something else, or there is none. */
export function readDetail(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}
