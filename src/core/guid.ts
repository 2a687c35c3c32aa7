const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a text has the form of the ids that Microsoft gives to applications and tenants. */
export function isGuid(text: string): boolean {
  return GUID.test(text);
}
