/** The hours of the day in which a person wants nothing that can wait, 0 to 23; `from` 20 and `until` 7 go over midnight. */
export interface QuietHours {
  readonly from: number;
  readonly until: number;
}

/** What a person chose about reminders, besides the one of seven days that every token owes. */
export interface ReminderChoice {
  /** A reminder 30 days before the end. */
  readonly month?: boolean;
  /** A reminder one day before the end. */
  readonly day?: boolean;
  readonly quiet?: QuietHours;
}

/** Whether these are hours of a day, and not the whole day. */
export function areQuietHours({ from, until }: QuietHours): boolean {
  const isHour = (hour: number): boolean => Number.isInteger(hour) && hour >= 0 && hour <= 23;
  return isHour(from) && isHour(until) && from !== until;
}
