import type { Clock } from '../ports.ts';
import type { AuditStore } from '../store/audit.ts';
import { SERVICE } from './audit-event.ts';

interface SettingsChangeDeps {
  readonly store: { readonly audit: Pick<AuditStore, 'record' | 'note' | 'keepNote'> };
  /** The settings that were given, by their names, as they may be shown: of a secret only that it is set. */
  readonly settings: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly newId: () => string;
}

const NAME = 'settings';

/**
 * Records which settings changed since the start before, and what they are now. Of several processes that start with the same
 * settings, one does. The first start of all records nothing.
 */
export async function recordSettings(deps: SettingsChangeDeps): Promise<void> {
  const { store, settings, clock, newId } = deps;
  const was = await store.audit.note(NAME);
  const text = JSON.stringify(Object.fromEntries(Object.entries(settings).sort()));
  if (was === text || !(await store.audit.keepNote(NAME, was, text)) || was === undefined) return;
  const before = JSON.parse(was) as Readonly<Record<string, string>>;
  const names = [...new Set([...Object.keys(before), ...Object.keys(settings)])].sort();
  const changes = names
    .filter((name) => before[name] !== settings[name])
    .map((name) => `${name}: ${settings[name] ?? 'left out'}, before ${before[name] ?? 'left out'}`);
  const common = { actor: SERVICE, owner: SERVICE, place: 'start', action: 'settings' } as const;
  await store.audit.record({ ...common, id: newId(), at: clock.now(), detail: changes.join('; ') });
}
