/** Who reads: what decides the language, the way of writing dates, and the clock that they go by. */
export interface Reader {
  /** What their Teams or browser is set to, for example `de-AT`; empty when nobody knows. */
  readonly locale: string;
  /** Their time zone, for example `Asia/Tokyo`; absent when nobody knows. */
  readonly zone?: string;
  /** The language that they chose; absent while it is that of their locale. */
  readonly language?: string;
}

/** No tag of a language is longer. */
const LONGEST = 64;
/** Every activity names a locale, and `Intl` takes some microseconds to read one. Far more than people have. */
const MOST_KNOWN = 500;
const known = new Map<string, string>();

/**
 * A locale as `Intl` writes it, for example `en-GB` for `EN_gb`, without extensions: which calendar and digits somebody likes
 * is not for their language to say. Empty for what `Intl` takes for none.
 */
export function knownLocale(given: unknown): string {
  if (typeof given !== 'string' || given === '' || given.length > LONGEST) return '';
  const kept = known.get(given);
  if (kept !== undefined) return kept;
  const read = readLocale(given);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(given, read);
  return read;
}

function readLocale(given: string): string {
  try {
    return new Intl.Locale(given.replaceAll('_', '-')).baseName;
  } catch {
    return '';
  }
}

/** The language of a locale: `de` of `de-AT`. */
export function languageOf(locale: string): string {
  const [language = ''] = locale.toLowerCase().split(/[-_]/);
  return language;
}
