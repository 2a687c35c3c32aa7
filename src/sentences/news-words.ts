import type { NewsWords } from '../core/sync/news-words.ts';
import type { Sentences } from './sentences.ts';

/** Words the news about somebody's tokens in one language. */
export function newsWordsIn({ say }: Sentences): NewsWords {
  return {
    knownNow: ({ tokens, ending, organizations }) =>
      [
        say('news.known-now', { tokens, organizations: organizations.join(', ') }),
        ...(ending === 0 ? [] : [say('news.ending', { tokens: ending })]),
        say('news.from-now-on'),
      ].join(' '),
    moreFound: (tokens) => say('news.more-found', { tokens }),
    signedOut: (why) => say(`news.signed-out.${why}`),
  };
}
