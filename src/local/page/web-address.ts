/** The address that a button names, if it is one that a card may open: http or https. */
export function readWebAddress(text: string | undefined): URL | undefined {
  try {
    const url = new URL(text ?? '');
    return ['http:', 'https:'].includes(url.protocol) ? url : undefined;
  } catch {
    return undefined;
  }
}
