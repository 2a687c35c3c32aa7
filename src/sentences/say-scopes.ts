import { findScope, type ScopeId, sayingScopes } from '../core/tokens/scopes.ts';
import type { SentenceKey, Sentences } from './sentences.ts';

/** Scopes in plain words, comma separated, each once, without those that another one of them brings along. */
export function sayScopes(ids: readonly ScopeId[], sentences: Sentences): string {
  return sayingScopes(ids)
    .map((id) => sayScope(id, sentences))
    .join(', ');
}

/** What a scope is called in plain words; an unknown id is shown as it is. */
export function sayScope(id: ScopeId, sentences: Sentences): string {
  return findScope(id) === undefined ? id : sentences.say(keyOf(id, 'label'));
}

/** What a known scope lets a token do, in a few words. */
export function sayScopeDescription(id: ScopeId, sentences: Sentences): string {
  return sentences.say(keyOf(id, 'description'));
}

/** The heading of a category of scopes. */
export function sayScopeCategory(category: string, sentences: Sentences): string {
  return sentences.say(`scope.category.${category}` as SentenceKey);
}

/** A test holds that every scope has its sentences. */
function keyOf(id: ScopeId, part: 'label' | 'description'): SentenceKey {
  return `scope.${id.replaceAll('_', '-')}.${part}` as SentenceKey;
}
