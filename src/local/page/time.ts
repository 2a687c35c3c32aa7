const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat(undefined, {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});
const SHORT = new Intl.DateTimeFormat(undefined, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});
const EXACT = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

/** Hours and minutes of an instant, in the browser's time zone. */
export function timeOf(instant: number): string {
  return TIME.format(instant);
}

/** Hours, minutes and seconds of an instant. */
export function exactTimeOf(instant: number): string {
  return EXACT.format(instant);
}

/** The calendar day of an instant, in words. */
export function dayOf(instant: number): string {
  return DAY.format(instant);
}

/** Day and time of an instant, short enough for a button. */
export function shortTimeOf(instant: number): string {
  return SHORT.format(instant);
}
