import { type KeyName, readKeyEnd } from '../../core/administration/key-end-detail.ts';
import type { Notice } from '../../core/notices/notices.ts';
import type { Instant } from '../../core/tokens/token.ts';
import type { SentenceKey, Sentences } from '../../sentences/sentences.ts';
import { formatDay, formatSpan } from '../cards/format.ts';
import { messageCard } from '../cards/message-card.ts';
import type { Card } from '../cards/reply.ts';

/** What each key is called, as the beginning of a sentence. */
const NAMES = {
  'bot-secret': 'notice.key-ends.bot-secret',
  'bot-certificate': 'notice.key-ends.bot-certificate',
  'sign-in-secret': 'notice.key-ends.sign-in-secret',
  'sign-in-certificate': 'notice.key-ends.sign-in-certificate',
  'database-password': 'notice.key-ends.database-password',
  'database-certificate': 'notice.key-ends.database-certificate',
  'database-authority': 'notice.key-ends.database-authority',
} as const satisfies Readonly<Record<KeyName, SentenceKey>>;

/** Tells an administrator that a key of Patkeeper itself ends, and which setting holds it. */
export function keyEndsCard({ detail }: Notice, now: Instant, sentences: Sentences): Card {
  const { say } = sentences;
  const known = readKeyEnd(detail);
  if (known === undefined) return messageCard(say('notice.key-ends.unknown'), '', { color: 'warning' });
  const { key, setting, end } = known;
  const name = say(NAMES[key]);
  const day = formatDay(end, sentences);
  if (end <= now)
    return messageCard(
      say('notice.key-ends.ended', { key: name, day }),
      say('notice.key-ends.text', { setting }),
      { color: 'attention' },
    );
  const title = say('notice.key-ends.headline', { key: name, span: formatSpan(end - now, sentences) });
  const text = `${say('notice.key-ends.day', { day })} ${say('notice.key-ends.text', { setting })}`;
  return messageCard(title, text, { color: 'warning' });
}
