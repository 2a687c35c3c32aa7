import type { AdministratorSignIn, FreshSignIns } from '../core/administration/fresh-sign-in.ts';
import { PatkeeperError } from '../core/errors.ts';
import type { Clock } from '../core/ports.ts';
import type { Sealer } from '../core/sealer.ts';
import type { RecordStore } from '../core/store/records.ts';
import { createProvisionalSignIns } from '../identity/provisional-sign-ins.ts';

export interface PlayedSignInDeps {
  readonly store: { readonly records: Pick<RecordStore, 'save' | 'take'> };
  readonly sealer: Sealer;
  readonly signIns: Pick<FreshSignIns, 'keep'>;
  /** The address of the local chat; asked for when its page is needed. */
  readonly chatUrl: () => string | undefined;
  readonly clock: Clock;
}

/** Makes the sign-in of administrators in local mode, where a page of the local chat plays Microsoft's and nobody proves anything. */
export function createPlayedSignIn(deps: PlayedSignInDeps): AdministratorSignIn {
  const { signIns, clock, chatUrl } = deps;
  const provisional = createProvisionalSignIns({ ...deps, key: 'administration' });
  return {
    async start(person) {
      const url = chatUrl();
      if (url === undefined) throw new PatkeeperError('refused.sign-in-failed');
      const code = await provisional.keep(person, String(clock.now()));
      return `${url}/sign-in?code=${code}`;
    },
    async confirm(person, code) {
      await provisional.take(person, code);
      await signIns.keep(person, { authTime: clock.now(), roles: [] });
    },
  };
}
