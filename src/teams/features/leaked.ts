import { z } from 'zod';
import { readLeak } from '../../core/notices/leak-detail.ts';
import type { Notice } from '../../core/notices/notices.ts';
import { CHOOSE_SCOPES, offerablePresets } from '../../core/tokens/presets.ts';
import type { Actor, Token } from '../../core/tokens/token.ts';
import type { Sentences } from '../../sentences/sentences.ts';
import type { CardAboutToken } from '../cards/card-data.ts';
import type { Fact } from '../cards/fact.ts';
import type { Card, Dialog } from '../cards/reply.ts';
import { view } from './action-entry.ts';
import { formPage, organizationValue, untouchedForm } from './create-form.ts';
import type { FeatureDeps } from './feature-deps.ts';
import { id } from './input-fields.ts';

/** The data of the card that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    'leaked-notice': CardAboutToken & {
      readonly headline: string;
      readonly text: string;
      readonly facts: readonly Fact[];
    };
  }
}

/** The message that the secret of a token was found where others can read it. */
export function leakedCard(
  notice: Notice,
  { name }: Token,
  about: Omit<CardAboutToken, 'summary'> & { readonly facts: readonly Fact[] },
  { say }: Sentences,
): Card {
  const { reporter, place, wasAlive } = readLeak(notice.detail);
  const headline = say('notice.leaked.headline', { name });
  const text = wasAlive ? say('notice.leaked.revoked') : say('notice.leaked.dead');
  const facts = [
    { label: say('notice.leaked.place'), value: place === '' ? say('notice.leaked.noPlace') : place },
    ...(reporter === '' ? [] : [{ label: say('notice.leaked.reporter'), value: reporter }]),
    ...about.facts,
  ];
  return {
    card: 'leaked-notice',
    data: { ...about, summary: `${headline}. ${text}`, headline, text, facts },
  };
}

/** Opens the create dialog with what the lost token had: its name, its organization, and its purpose if it is one of ours. */
export async function openReplacement(
  { tokenId }: { tokenId: string },
  actor: Actor,
  deps: FeatureDeps,
): Promise<Dialog> {
  const token = await deps.service.get(actor, tokenId);
  const options = await deps.service.createOptions(actor);
  const form = untouchedForm(token.name, options, deps);
  const organization = organizationValue({ authority: token.authority, id: token.organization, name: '' });
  const isOffered = options.organizations.some((one) => organizationValue(one) === organization);
  const scopes = [...token.scopes].sort().join(' ');
  const preset = offerablePresets(deps.service.policy.forbiddenScopes).find(
    (one) => [...one.scopes].sort().join(' ') === scopes,
  );
  return formPage(
    { ...form, ...(isOffered ? { organization } : {}), preset: preset?.id ?? CHOOSE_SCOPES },
    options,
    deps,
  );
}

/** The button that replaces a token whose secret is lost. */
export const leakedDialogActions = {
  'leaked.replace': view(z.object({ tokenId: id.min(1) }), openReplacement),
};
