/** Ways to write a text that show what a translation would break: longer and accented words, and words from right to left. */
export const PSEUDO = { accented, mirrored } as const;

const PLAIN = 'AEIOUYaeiouycnszCNSZ';
const ACCENTED = 'ÅÉÎÖÛÝåéîöûýçñšžÇÑŠŽ';
/** How much longer words get, as German or Finnish ones are. */
const LONGER = 0.4;
const FILLER = 'öñé tẃö ţĥŕéé ƒöûŕ ƒîvé šîx šévéñ';

function accented(text: string): string {
  const letters = [...text].map((letter) => ACCENTED[PLAIN.indexOf(letter)] ?? letter).join('');
  const more = Math.ceil(text.length * LONGER);
  return `${letters} ${FILLER.repeat(Math.ceil(more / FILLER.length)).slice(0, more)}`.trim();
}

/** Each word runs from right to left, as the words of Arabic and Hebrew do; what is not a word stays. */
function mirrored(text: string): string {
  return text.replace(/\p{L}+/gu, (word) => `\u202e${word}\u202c`);
}
