import type { Person } from './directory.ts';
import type { Reader } from './page/protocol.ts';
import { Refusal } from './refusal.ts';

/** What each person's Teams is set to. */
export interface Readers {
  of(person: Person): Reader;
  /** Rejects what Teams could not be set to. */
  set(person: Person, reader: Reader): void;
}

const USUAL_LOCALE = 'en-US';

/** Makes the settings; everybody begins with the time zone of this machine, in English. */
export function createReaders(): Readers {
  const usual: Reader = {
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    locale: USUAL_LOCALE,
  };
  const chosen = new Map<string, Reader>();
  return {
    of: ({ key }) => chosen.get(key) ?? usual,
    set({ key }, { zone, locale }) {
      if (!isKnown(() => Intl.DateTimeFormat('en', { timeZone: zone })))
        throw new Refusal(400, 'There is no such time zone.');
      if (!isKnown(() => new Intl.Locale(locale))) throw new Refusal(400, 'There is no such language.');
      chosen.set(key, { zone, locale });
    },
  };
}

function isKnown(use: () => unknown): boolean {
  try {
    use();
    return true;
  } catch {
    return false;
  }
}
