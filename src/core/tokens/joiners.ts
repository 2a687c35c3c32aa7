/** Scripts whose letters take another form where a joiner stands between them, or where a non-joiner keeps them apart. */
const JOINING = [
  ...[
    'Arabic',
    'Syriac',
    'Mongolian',
    'Nko',
    'Mandaic',
    'Devanagari',
    'Bengali',
    'Gurmukhi',
    'Gujarati',
    'Oriya',
  ],
  ...['Tamil', 'Telugu', 'Kannada', 'Malayalam', 'Sinhala', 'Khmer', 'Myanmar', 'Javanese', 'Balinese'],
]
  .map((script) => `\\p{Script_Extensions=${script}}`)
  .join('');
const PICTURE = '\\p{Extended_Pictographic}';
/** The zero width joiner and non-joiner, where they change what is seen. */
const AT_WORK = new RegExp(
  `(?<=[${PICTURE}\\p{Emoji_Modifier}\\ufe0f])\\u200d(?=${PICTURE})|(?<=[${JOINING}])[\\u200c\\u200d](?=[${JOINING}])`,
  'gu',
);
const JOINER = /[\u200c\u200d]/g;

/**
 * The text with joiners only where they change what is seen: in 👩‍💻, and between letters of Persian or Hindi. Anywhere else
 * nobody sees them, and two texts that look the same would differ.
 */
export function withoutIdleJoiners(text: string): string {
  if (text.search(JOINER) < 0) return text;
  const places = new Set([...text.matchAll(AT_WORK)].map(({ index }) => index));
  return text.replace(JOINER, (joiner, index: number) => (places.has(index) ? joiner : ''));
}
