/** What may stand before a command, besides a mention of the bot. */
const OWN_NAMES = ['pat', 'patkeeper'];

/** A word as commands compare it: lower case, of usual width, without `/` or `@` before it and punctuation behind it. */
export function bareWord(word: string): string {
  return word
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^[/@]{1,9}/, '')
    .replace(/[.,:;!?…。]{1,9}$/u, '');
}

/**
 * The words of a typed text from its command on: `/`, `pat` and the bot's name are left out, and a command that people
 * write in several words (`sign in`, `log-out`, `who am I`) is one.
 */
export function commandWords(text: string): readonly string[] {
  const words = text.split(' ').filter((word) => word !== '');
  const start = words.findIndex((word) => !['', ...OWN_NAMES].includes(bareWord(word)));
  const rest = start < 0 ? [] : words.slice(start);
  const [first = '', second = '', third = ''] = rest.map(bareWord);
  const [, way, isOneWord] = /^(?:sign|log)(?:-?(in|out)|)()$/.exec(first) ?? [];
  if (way !== undefined) return [`sign${way}`, ...rest.slice(1)];
  if (isOneWord !== undefined && (second === 'in' || second === 'out'))
    return [`sign${second}`, ...rest.slice(2)];
  if (/^who ?am ?i$/.test([first, second, third].join(' ').trim()) && rest.length <= 3) return ['whoami'];
  return rest;
}
