/** Every form that a token's secret is known to have; the part that stays is in the first group. */
const FORMS: readonly RegExp[] = [
  // Built-in secrets; neither length nor checksum is looked at, so that damaged ones are found as well.
  /(pat_)[0-9A-Za-z]{20,}/g,
  // Azure DevOps: the 84 characters of today, and the 52 of base32 before them.
  /()[A-Za-z0-9]{52}JQQJ99[A-Za-z0-9][A-L][A-Za-z0-9]{12}AAAAAZDO[A-Za-z0-9]{4}/g,
  /()[2-7a-z]{52,}/g,
  // JSON web tokens, signed or encrypted. The bound keeps a long text without a dot from taking long.
  /()eyJ[\w-]{4,4096}(?:\.[\w-]*){1,4}/g,
];

/** The text with `mask` in the place of everything that has the form of a token's secret, wherever it stands. */
export function maskSecretForms(text: string, mask: string): string {
  return FORMS.reduce((rest, form) => rest.replace(form, `$1${mask}`), text);
}
