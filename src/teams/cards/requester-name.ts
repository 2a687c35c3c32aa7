import { programUser } from '../../core/administration/program-name.ts';
import type { Sentences } from '../../sentences/sentences.ts';

/** Who asked for something, as administrators read it: a person's name, or who ran the command. */
export function requesterName(name: string, { say }: Sentences): string {
  const user = programUser(name);
  return user === undefined ? name : say('admin.byCommand', { user });
}
