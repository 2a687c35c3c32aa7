import { sentencesOf } from '../../sentences/sentences.ts';
import { createInvokeResponses } from './invoke-response.ts';
import type { TurnDeps } from './turn.ts';

/** What a turn works with, in the language of a locale such as `en-GB`: everything that words its answer. */
export function inLanguage<D extends Omit<TurnDeps, 'sentences' | 'responses'>>(
  locale: string,
  deps: D,
): D & Pick<TurnDeps, 'sentences' | 'responses'> {
  const sentences = sentencesOf(locale);
  const renderer = deps.renderer.speaking(sentences);
  return { ...deps, renderer, sentences, responses: createInvokeResponses(renderer) };
}
