import type { FieldErrors } from '../../core/errors.ts';
import { dateLimits, type Lifespan, lifespanChoices, type Policy } from '../../core/policy.ts';
import type { Instant } from '../../core/token.ts';
import type { Choice } from '../card-data.ts';
import { formatDay, plural } from '../format.ts';

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
export function lifespanFields(typed: LifespanTyped, policy: Policy, now: Instant, errors: FieldErrors = {}) {
  const { min, max } = dateLimits(policy, now);
  const lifespans: Choice[] = lifespanChoices(policy).map((days) => ({
    title: plural(days, 'day'),
    value: String(days),
  }));
  return {
    lifespans,
    lifespan: typed.lifespan,
    date: typed.date,
    minDate: min,
    maxDate: max,
    dateHint: `Any day from ${formatDay(Date.parse(min))} to ${formatDay(Date.parse(max))}; it works to the end of that day (UTC).`,
    lifespanError: errors['lifespan'] ?? '',
    dateError: errors['date'] ?? '',
  };
}

/** The lifespan that was asked for: a chosen day goes before the list, because it takes an effort to fill in. */
export function readLifespan({ lifespan, date }: LifespanTyped): Lifespan {
  if (date !== '') return { date };
  return { days: /^\d{1,6}$/.test(lifespan) ? Number(lifespan) : Number.NaN };
}
