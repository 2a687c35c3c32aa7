import { byId, make } from './dom.ts';
import type { Session } from './session.ts';
import { findPerson, type Store } from './state.ts';

/** Sets up the part of the clock's panel that says what the person's Teams is set to. */
export function setUpReader(store: Store, session: Session): void {
  const zone = byId('reader-zone', HTMLSelectElement);
  const locale = byId('reader-locale', HTMLSelectElement);
  const title = byId('reader-title', HTMLHeadingElement);
  const zones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((name) => name !== 'UTC')];
  zone.append(...zones.map((name) => make('option', '', [name])));
  for (const field of [zone, locale])
    field.addEventListener(
      'change',
      () => void session.setReader({ zone: zone.value, locale: locale.value }),
    );
  store.watch((state) => {
    const person = findPerson(state.person, state);
    if (person === undefined) return;
    title.textContent = `Teams of ${person.name}`;
    show(zone, person.reader.zone);
    show(locale, person.reader.locale);
  });
}

/** The machine may be set to one that the list lacks. */
function show(field: HTMLSelectElement, value: string): void {
  if (![...field.options].some((option) => option.value === value)) field.append(make('option', '', [value]));
  field.value = value;
}
