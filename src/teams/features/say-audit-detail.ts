import type { AuditEvent } from '../../core/audit/audit-event.ts';
import { sayScopes } from '../../sentences/say-scopes.ts';
import type { SentenceKey, Sentences } from '../../sentences/sentences.ts';
import { formatInstant } from '../cards/format.ts';
import { type AuditPhrase, FAILED, PART_PHRASES, TRIED, WHOLE_PHRASES } from './audit-phrases.ts';

/**
 * What an audit event says besides who did what, in the reader's language. The trail keeps one form of each fact, because it is
 * sealed and read by programs; what only another release writes is shown as it stands there.
 */
export function sayAuditDetail(
  { action, detail = '', reason }: Pick<AuditEvent, 'action' | 'detail' | 'reason'>,
  sentences: Sentences,
): string {
  const because = reason === undefined ? [] : [sentences.say('audit.detail.reason', { reason })];
  const said = action === 'refuse' ? sayRefusal(detail, sentences) : sayDone(detail, sentences);
  return [said, ...because].filter((text) => text !== '').join(' ');
}

function sayDone(detail: string, sentences: Sentences): string {
  const whole = say(detail, WHOLE_PHRASES, sentences);
  if (whole !== undefined || detail === '') return whole ?? '';
  const parts = detail.split('; ').map((part) => say(part, PART_PHRASES, sentences));
  // Half of it in another language would be worse than all of it.
  return parts.every((part) => part !== undefined)
    ? parts.join(' ')
    : (say(detail, PART_PHRASES, sentences) ?? withInstants(detail, sentences));
}

function sayRefusal(detail: string, sentences: Sentences): string {
  const [, tried = '', code = ''] = /^(?:[\w-]+: )?([\w ]+): ([\w-]+)(?:\.[\w.-]+)?$/.exec(detail) ?? [];
  const [what, why] = [keyOf(TRIED, tried), keyOf(FAILED, code)];
  return what === undefined || why === undefined
    ? withInstants(detail, sentences)
    : `${sentences.say(what)} ${sentences.say(why)}`;
}

function keyOf(keys: Readonly<Record<string, SentenceKey>>, name: string): SentenceKey | undefined {
  return Object.hasOwn(keys, name) ? keys[name] : undefined;
}

function say(text: string, phrases: readonly AuditPhrase[], sentences: Sentences): string | undefined {
  for (const { pattern, key } of phrases) {
    const found = pattern.exec(text);
    if (found === null) continue;
    const facts = Object.entries(found.groups ?? {}).map(([name, value]) => [
      name,
      factOf(name, value, sentences),
    ]);
    return sentences.say(key, Object.fromEntries(facts));
  }
  return undefined;
}

function factOf(name: string, value: string, sentences: Sentences): string | number {
  if (name === 'end' || name === 'was') return formatInstant(Date.parse(value), sentences);
  if (name === 'scopes')
    return sayScopes(
      value.split(' ').filter((id) => id !== ''),
      sentences,
    );
  return name === 'count' || name === 'people' ? Number(value) : value;
}

/** What the trail says, with the instants in it as its reader writes them. */
function withInstants(detail: string, sentences: Sentences): string {
  return detail.replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z\b/g, (instant) =>
    formatInstant(Date.parse(instant), sentences),
  );
}
