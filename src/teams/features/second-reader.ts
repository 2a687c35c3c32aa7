import { z } from 'zod';
import { isGuid } from '../../core/guid.ts';
import type { KnownPerson } from '../../core/store/oversight.ts';
import type { Actor, Token } from '../../core/tokens/token.ts';
import { type FieldErrors, fieldErrorsOf } from '../../sentences/say-error.ts';
import type { Choice } from '../cards/card-data.ts';
import { messageCard } from '../cards/message-card.ts';
import type { Card, Dialog } from '../cards/reply.ts';
import { change, view } from './action-entry.ts';
import type { FeatureDeps } from './feature-deps.ts';
import { id, typedText } from './input-fields.ts';

/** The data of the card that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    'second-reader': Summarised & {
      readonly tokenId: string;
      readonly intro: string;
      /** Who it is now; empty when there is nobody. No picker shows them: one that isn't Teams' own would show an id. */
      readonly current: string;
      /** The same person, whom the picker finds too. */
      readonly choices: readonly Choice[];
      /** People whose names hold what was typed, to choose one of them; then there is no picker. */
      readonly found: readonly Choice[];
      readonly hasFound: boolean;
      readonly typed: string;
      readonly error: string;
      readonly hasReader: boolean;
    };
  }
}

interface ReaderForm {
  readonly tokenId: string;
  /** The object id that the people picker or a choice gave; empty for none. */
  readonly person: string;
  /** A name that was typed where there is no people picker. */
  readonly typed: string;
}

/** Opens the dialog in which the owner of a token chooses who else hears of its end. */
export async function openReader(
  { tokenId }: { readonly tokenId: string },
  actor: Actor,
  deps: FeatureDeps,
): Promise<Dialog> {
  return formPage(await deps.tokenService.get(actor, tokenId), deps);
}

/** Keeps the choice; what was typed counts more than what was chosen before. */
export async function submitReader(form: ReaderForm, actor: Actor, deps: FeatureDeps): Promise<Dialog> {
  const token = await deps.tokenService.get(actor, form.tokenId);
  const { say } = deps.sentences;
  try {
    // Where the picker is a plain field, a name stands in it.
    const typed = form.typed.trim() || (isGuid(form.person) ? '' : form.person.trim());
    const found = typed === '' ? [] : await deps.tokenService.findReaders(actor, typed);
    const [only, ...more] = found;
    if (more.length > 0) return formPage(token, deps, { found, typed });
    if (typed !== '' && only === undefined)
      return formPage(token, deps, { typed, errors: { reader: say('dialog.reader.nobody') } });
    const changed = await deps.tokenService.setReader(actor, token.id, only?.person.objectId ?? form.person);
    const name = readerName(changed);
    const title = say('dialog.reader.doneTitle', { name, token: changed.name });
    return page(messageCard(title, say('dialog.reader.done'), { color: 'good' }), 'small', deps);
  } catch (error) {
    return formPage(token, deps, { typed: form.typed.trim(), errors: fieldErrorsOf(error, deps.sentences) });
  }
}

/** Takes the second reader away. */
export async function removeReader(
  { tokenId }: { readonly tokenId: string },
  actor: Actor,
  deps: FeatureDeps,
): Promise<Dialog> {
  const token = await deps.tokenService.setReader(actor, tokenId, undefined);
  const { say } = deps.sentences;
  const title = say('dialog.reader.removed', { token: token.name });
  return page(messageCard(title, '', { color: 'good' }), 'small', deps);
}

/** The actor does not want to be the second reader of somebody's token. */
export async function declineReader(
  { owner, tokenId }: { readonly owner: string; readonly tokenId: string },
  actor: Actor,
  deps: FeatureDeps,
): Promise<Card> {
  const name = await deps.tokenService.declineReader(actor, owner, tokenId);
  const { say } = deps.sentences;
  return name === undefined
    ? messageCard(say('reply.reader.noMore'), '', { color: 'good' })
    : messageCard(say('reply.reader.declined', { token: name }), say('reply.reader.declinedText'), {
        color: 'good',
      });
}

function readerName({ reader }: Token): string {
  return reader?.name === undefined || reader.name === '' ? (reader?.objectId ?? '') : reader.name;
}

function formPage(
  token: Token,
  deps: FeatureDeps,
  {
    found = [],
    typed = '',
    errors = {},
  }: { found?: readonly KnownPerson[]; typed?: string; errors?: FieldErrors } = {},
): Dialog {
  const { say } = deps.sentences;
  const name = readerName(token);
  const data = {
    summary: say('dialog.reader.title'),
    tokenId: token.id,
    intro: say('dialog.reader.intro', { token: token.name }),
    current: name === '' ? '' : say('dialog.reader.current', { name }),
    choices: name === '' ? [] : [{ title: name, value: token.reader?.objectId ?? '' }],
    found: foundChoices(found),
    hasFound: found.length > 0,
    typed: found.length > 0 ? '' : typed,
    error: errors['reader'] ?? '',
    hasReader: name !== '',
  };
  return page({ card: 'second-reader', data }, 'medium', deps);
}

/** People by their names; those of one name are told apart by the beginning of their ids. */
function foundChoices(found: readonly KnownPerson[]): Choice[] {
  const names = found.map(({ name }) => name.toLowerCase());
  return found.map(({ name, person: { objectId } }) => {
    const isAlone = names.filter((one) => one === name.toLowerCase()).length === 1;
    return { title: isAlone ? name : `${name} (${objectId.slice(0, 8)})`, value: objectId };
  });
}

function page(card: Card, height: Dialog['height'], { sentences }: FeatureDeps): Dialog {
  return { title: sentences.say('dialog.reader.title'), height, card };
}

const tokenInput = z.object({ tokenId: id.min(1) });

/** The buttons of the dialog. */
export const secondReaderDialogActions = {
  'reader.open': view(tokenInput, openReader),
  'reader.submit': change(tokenInput.extend({ person: typedText, typed: typedText }), submitReader),
  'reader.remove': change(tokenInput, removeReader),
};

/** The button of whoever does not want to be a second reader. */
export const secondReaderActions = {
  'reader.decline': change(tokenInput.extend({ owner: id.min(1) }), declineReader),
};
