import { z } from 'zod';
import { CHOOSE_SCOPES, offerablePresets } from '../../core/tokens/presets.ts';
import type { Actor } from '../../core/tokens/token.ts';
import type { Dialog } from '../cards/reply.ts';
import { view } from './action-entry.ts';
import { formPage, organizationValue, untouchedForm } from './create-form.ts';
import type { FeatureDeps } from './feature-deps.ts';
import { id } from './input-fields.ts';
import { sameLifespan } from './lifespan-fields.ts';

/**
 * Opens the create dialog with what one of the actor's tokens has or had: its name, its organization, its life, and its purpose.
 * A purpose that is none of ours is the choice of scopes, where its scopes are ticked.
 */
export async function openLike(
  { tokenId }: { tokenId: string },
  actor: Actor,
  deps: FeatureDeps,
): Promise<Dialog> {
  const token = await deps.tokenService.get(actor, tokenId);
  const options = await deps.tokenService.createOptions(actor);
  const { policy } = deps.tokenService;
  const form = { ...untouchedForm(token.name, options, deps), lifespan: sameLifespan(token, policy) };
  const organization = organizationValue({ authority: token.authority, id: token.organization, name: '' });
  const isOffered = options.organizations.some((one) => organizationValue(one) === organization);
  const scopes = [...token.scopes].sort().join(' ');
  const preset = offerablePresets(policy.forbiddenScopes).find(
    (one) => one.id !== CHOOSE_SCOPES && [...one.scopes].sort().join(' ') === scopes,
  );
  const purpose =
    preset === undefined ? { preset: CHOOSE_SCOPES, picked: token.scopes.join(',') } : { preset: preset.id };
  return formPage({ ...form, ...(isOffered ? { organization } : {}), ...purpose }, options, deps);
}

/** The button of messages about a token that has ended. The second name is that of cards of earlier releases. */
export const createLikeDialogActions = {
  'create.like': view(z.object({ tokenId: id.min(1) }), openLike),
  'leaked.replace': view(z.object({ tokenId: id.min(1) }), openLike),
};
