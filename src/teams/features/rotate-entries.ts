import { z } from 'zod';
import { withoutSecretsIn } from '../cards/plain-text.ts';
import { change, view } from './action-entry.ts';
import { byNameCommand } from './by-name.ts';
import { withPickedScopes } from './choose-scopes.ts';
import { aboutTokenInput, id, keptName, optionalText } from './input-fields.ts';
import { offerRotate } from './offer-rotate.ts';
import {
  backToRotate,
  extendOverlap,
  openRotate,
  showRotateScopes,
  submitRotate,
  submitRotateScopes,
} from './rotate.ts';

/** The command `rotate`. */
export const rotateCommand = byNameCommand('rotate', {
  alike: 'command.rotate.alike',
  help: { usage: '<name>', does: 'command.rotate.does' },
  inManifest: 'command.rotate.list',
  act: offerRotate,
  verb: 'rotate.open',
  button: 'reply.several.rotateButton',
  ask: 'reply.several.rotate',
});

/** With the end that the card showed: pressed twice, or asked for twice by a network, it is done once. */
const extendInput = aboutTokenInput.extend({ end: z.coerce.number().int().min(0) });
const formInput = z
  .object({
    tokenId: id.min(1),
    formKey: id.min(16).max(64),
    ...keptName,
    organization: optionalText,
    lifespan: optionalText,
    date: optionalText,
    scopes: optionalText,
    overlap: optionalText,
    picked: optionalText,
    quiet: optionalText,
  })
  .transform(withoutSecretsIn('name'));
const pickedInput = withPickedScopes(formInput);

/** The button that lets a token work longer beside its successor; the one that ends it is in revoke.ts. */
export const rotateActions = { 'rotate.extend': change(extendInput, extendOverlap) };

/** The buttons of the rotate dialog. */
export const rotateDialogActions = {
  'rotate.open': view(z.object({ tokenId: id.min(1), scopes: optionalText }), openRotate),
  'rotate.submit': change(formInput, submitRotate),
  'rotate.scopes': change(pickedInput, submitRotateScopes),
  'rotate.show-scopes': view(pickedInput, showRotateScopes),
  'rotate.back': view(pickedInput, backToRotate),
};
