/** A word as commands compare it: lower case, of usual width, without `/` or `@` before it and punctuation behind it. */
export function bareWord(word: string): string {
  return word
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^[/@]{1,9}/, '')
    .replace(/[.,:;!?…。]{1,9}$/u, '');
}
