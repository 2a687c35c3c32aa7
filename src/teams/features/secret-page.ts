import type { Secret } from '../../core/secrets/secret.ts';
import { MINUTE } from '../../core/timing/durations.ts';
import type { Instant, Token } from '../../core/tokens/token.ts';
import type { ReplaceForm } from '../cards/form-data.ts';
import { formatInstant } from '../cards/format.ts';
import type { Dialog } from '../cards/reply.ts';
import { describeEnd } from '../cards/token-end.ts';
import { readOrganization } from './create-form.ts';
import type { FeatureDeps } from './feature-deps.ts';
import type { UsageSection } from './view-usage.ts';
import { viewUsage } from './view-usage.ts';

/** The data of the card that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    secret: Summarised & {
      readonly name: string;
      readonly secret: string;
      readonly ends: string;
      /** What else there is to know: that it ends earlier than asked for, or how long its predecessor works. */
      readonly news: string;
      readonly usage: readonly UsageSection[];
      /** The other tools, folded away until they are asked for. */
      readonly moreUsage: readonly UsageSection[];
      readonly hasMoreUsage: boolean;
      /** The rest of a replacement by several tokens, and the button that continues it. */
      readonly next: ReplaceForm | null;
      readonly nextTitle: string;
    };
  }
}

/** An authority may grant a second less than was asked for; that is no news. */
const NOTICEABLE_MS = MINUTE;

type SecretPageDeps = Pick<FeatureDeps, 'clock' | 'organizationOf' | 'sentences' | 'tokenService'>;

/** Says that the authority granted an earlier end than was asked for; empty when it did not. */
export function shortenedNews(
  token: Token,
  asked: Instant,
  { organizationOf, sentences }: Pick<SecretPageDeps, 'organizationOf' | 'sentences'>,
): string {
  if (asked - token.validTo < NOTICEABLE_MS) return '';
  return sentences.say('dialog.secret.shortened', {
    organization: organizationOf(token).name,
    time: formatInstant(token.validTo, sentences),
  });
}

/**
 * The last page of a dialog that makes a token, and the one place where a secret is shown. Of a replacement by several tokens
 * `next` is what is left: the page then leads on to the next secret.
 */
export function secretPage(
  token: Token,
  secret: Secret,
  deps: SecretPageDeps,
  news = '',
  next: ReplaceForm | null = null,
): Dialog {
  const { usage, moreUsage } = viewUsage(
    token,
    deps.organizationOf,
    deps.tokenService.policy,
    deps.sentences,
  );
  const { sentences } = deps;
  const title = sentences.say('dialog.secret.title');
  return {
    title,
    height: 'large',
    secretOf: token.id,
    card: {
      card: 'secret',
      data: {
        summary: title,
        name: token.name,
        secret: secret.reveal(),
        ends: describeEnd(token, deps.clock.now(), deps.tokenService.policy, sentences),
        news,
        usage,
        moreUsage,
        hasMoreUsage: moreUsage.length > 0,
        next,
        nextTitle:
          next === null ? '' : sentences.say('dialog.secret.next', { organization: nextOrganization(next) }),
      },
    },
  };
}

function nextOrganization({ organizations }: ReplaceForm): string {
  const [first = ''] = organizations.split(',');
  return readOrganization(first).organization;
}
