/** The first of Microsoft Entra's error numbers in a text (`AADSTS50011` gives 50011); undefined when there is none. */
export function aadstsNumber(text: string): number | undefined {
  const [, digits] = /AADSTS(\d{4,8})/.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
