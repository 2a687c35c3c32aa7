import type { Contact } from '../../core/store/contacts.ts';
import { withDeadline } from '../../core/timing/deadline.ts';
import { TIME_BUDGET } from '../../core/timing/time-budget.ts';
import type { Reader } from '../../sentences/reader.ts';
import { sentencesFor } from '../../sentences/sentences.ts';
import { createInvokeResponses } from './invoke-response.ts';
import type { Turn, TurnDeps } from './turn.ts';

/** What a turn works with, in the language, order of dates and time zone of its reader: everything that words its answer. */
export function inLanguage<D extends Omit<TurnDeps, 'sentences' | 'responses'>>(
  reader: Reader,
  deps: D,
): D & Pick<TurnDeps, 'sentences' | 'responses'> {
  const sentences = sentencesFor(reader);
  const renderer = deps.renderer.speaking(sentences);
  return { ...deps, renderer, sentences, responses: createInvokeResponses(renderer) };
}

/** Who reads the answer of a turn: what its activity tells, and what is kept of the person where it tells nothing. */
export async function readerOf(
  { contact, known }: Pick<Turn, 'contact' | 'known'>,
  deps: Pick<TurnDeps, 'log' | 'later'>,
): Promise<Reader> {
  try {
    return readerAmong(contact, await withDeadline(known, TIME_BUDGET.membership, deps.later));
  } catch (error) {
    // The turn itself tells what is wrong with the store; it must be told in some language.
    deps.log.debug({ err: error }, 'what is kept of a person was not read');
    return readerAmong(contact, undefined);
  }
}

function readerAmong(contact: Contact, kept: Contact | undefined): Reader {
  const { locale, zone = kept?.zone } = contact;
  return {
    locale: locale === '' ? (kept?.locale ?? '') : locale,
    ...(zone === undefined ? {} : { zone }),
    ...(kept?.language === undefined ? {} : { language: kept.language }),
  };
}
