/** Values as a row of CSV (RFC 4180). No cell is a formula for who opens it in a spreadsheet. */
export function csvRow(values: readonly string[]): string {
  return values.map(cell).join(',');
}

function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
