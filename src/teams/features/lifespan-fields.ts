import { DAY } from '../../core/timing/durations.ts';
import { dateLimits, type Lifespan, lifespanChoices, type Policy } from '../../core/tokens/policy.ts';
import { RETIREMENT } from '../../core/tokens/retirement.ts';
import type { Instant, Token } from '../../core/tokens/token.ts';
import type { FieldErrors } from '../../sentences/say-error.ts';
import type { Sentences } from '../../sentences/sentences.ts';
import type { Choice } from '../cards/card-data.ts';
import { formatDate } from '../cards/format.ts';

/** The lifespan fields, which the create dialog and the renew question share. */
export interface LifespanFields {
  readonly lifespans: readonly Choice[];
  readonly lifespan: string;
  readonly date: string;
  readonly minDate: string;
  readonly maxDate: string;
  readonly dateHint: string;
  readonly lifespanError: string;
  readonly dateError: string;
}

/** What the two lifespan fields of a form held when it was submitted. */
export interface LifespanTyped {
  readonly lifespan: string;
  readonly date: string;
}

const USUAL_DAYS = 90;

/** The lifespan fields as they are when a form is opened. */
export function untouchedLifespan(policy: Policy): LifespanTyped {
  const choices = lifespanChoices(policy);
  const usual = choices.filter((days) => days <= USUAL_DAYS).at(-1) ?? choices[0] ?? policy.maxLifespanDays;
  return { lifespan: String(usual), date: '' };
}

/** What a card needs to show the lifespan fields, with what was typed and what was wrong with it. */
export function lifespanFields(
  typed: LifespanTyped,
  policy: Policy,
  now: Instant,
  sentences: Sentences,
  errors: FieldErrors = {},
) {
  const { say, zone } = sentences;
  const { min, max } = dateLimits(policy, now, zone);
  const lifespans: Choice[] = lifespanChoices(policy).map((days) => ({
    title: say('count.days', { count: days }),
    value: String(days),
  }));
  return {
    lifespans,
    lifespan: typed.lifespan,
    date: typed.date,
    minDate: min,
    maxDate: max,
    dateHint: say('form.lastDay.hint', {
      first: formatDate(min, sentences),
      last: formatDate(max, sentences),
      isUtc: String(zone === undefined),
    }),
    lifespanError: errors['lifespan'] ?? '',
    dateError: errors['date'] ?? '',
  };
}

/** How many days a token was given when it was made or renewed last. */
export function lastLifeDays({ createdAt, renewedAt, validTo }: Token): number {
  return Math.round((validTo - (renewedAt ?? createdAt)) / DAY);
}

/** The lifespan fields as the renew question opens: the usual, or all that the policy leaves of a longer life. */
export function renewalLifespan(
  token: Token,
  policy: Policy,
  now: Instant,
  sentences: Sentences,
): LifespanTyped {
  const { lifespans } = renewalFields(token, { lifespan: '', date: '' }, policy, now, sentences);
  const isCut = token.everywhere === true || lastLifeDays(token) > policy.maxLifespanDays;
  const longest = lifespans.at(-1);
  return isCut && longest !== undefined ? { lifespan: longest.value, date: '' } : untouchedLifespan(policy);
}

/** The lifespan fields of the renew question. A token for all organizations is offered nothing past the end of its kind. */
export function renewalFields(
  { everywhere }: Token,
  typed: LifespanTyped,
  policy: Policy,
  now: Instant,
  sentences: Sentences,
  errors: FieldErrors = {},
) {
  const { say } = sentences;
  const fields = lifespanFields(typed, policy, now, sentences, errors);
  const daysLeft = Math.ceil((RETIREMENT - now) / DAY);
  if (everywhere !== true || daysLeft > policy.maxLifespanDays) return fields;
  const day = say('token.retirementDay');
  const lifespans = [
    ...fields.lifespans.filter(({ value }) => Number(value) < daysLeft),
    { title: say('form.lifespan.untilRetirement', { day }), value: String(daysLeft) },
  ];
  const dateHint = say('form.lastDay.retirementHint', { day });
  return { ...fields, lifespans, maxDate: new Date(RETIREMENT).toISOString().slice(0, 10), dateHint };
}

/**
 * The lifespan that was asked for: a chosen day goes before the list, because it takes an effort to fill in. It is a day where
 * the person is.
 */
export function readLifespan({ lifespan, date }: LifespanTyped, { zone }: Pick<Sentences, 'zone'>): Lifespan {
  if (date !== '') return { date, zone };
  return { days: /^\d{1,6}$/.test(lifespan) ? Number(lifespan) : Number.NaN };
}

/** The choice nearest to the life that a token was given last, from those that are allowed. */
export function sameLifespan(token: Token, policy: Policy): string {
  const days = (token.validTo - (token.renewedAt ?? token.createdAt)) / DAY;
  const nearest = [...lifespanChoices(policy)].sort((a, b) => Math.abs(a - days) - Math.abs(b - days))[0];
  return String(nearest ?? policy.maxLifespanDays);
}
