import { type KnownNow, readSignedOut, readStock } from '../core/notices/news-detail.ts';
import type { Sentences } from './sentences.ts';

/** How facts begin. Earlier releases kept sentences, which are told as they are; a later one may keep facts unknown here. */
const FACTS = '{';

/** Words what a notice about a person's tokens tells. */
export function sayStock(detail: string, sentences: Sentences): string {
  const news = readStock(detail);
  if (news === undefined) return detail.startsWith(FACTS) ? sentences.say('notice.plain.text') : detail;
  const { known, more = 0, changed = 0 } = news;
  return [
    ...(known === undefined ? [] : sayKnown(known, sentences)),
    ...(more === 0 ? [] : [sentences.say('news.more-found', { tokens: more })]),
    ...(changed === 0 ? [] : [sentences.say('news.more-changed', { tokens: changed })]),
  ].join(' ');
}

/** Words why nothing is seen of a person's tokens any more. */
export function saySignedOut(detail: string, { say }: Sentences): string {
  const why = readSignedOut(detail);
  if (why === undefined && !detail.startsWith(FACTS)) return detail;
  return say(`news.signed-out.${why ?? 'ended'}`);
}

function sayKnown({ tokens, ending, organizations }: KnownNow, { say }: Sentences): string[] {
  return [
    say('news.known-now', { tokens, organizations: organizations.join(', ') }),
    ...(ending === 0 ? [] : [say('news.ending', { tokens: ending })]),
    say('news.from-now-on'),
  ];
}
