import type { Config } from '../config/config.ts';
import { OperatorError } from '../core/errors.ts';
import type { Log } from '../core/ports.ts';
import type { ContactStore } from '../core/store/contacts.ts';
import type { ConnectorDeps } from '../teams/channel/connector.ts';
import { isLocalServiceUrl } from '../teams/channel/service-url.ts';
import { createLocalKey, LOCAL_KEY_HEADER, type LocalKey } from '../web/local-key.ts';

type Mode = Config['mode'];

/**
 * Sees that data and mode fit together, before anything works with the data: with Teams they are marked; local mode, where
 * nobody proves who they are, does not open data that served Teams, unless that was asked for. Rejects with `store-refused`.
 */
export async function settleMode(
  mode: Mode,
  store: { readonly contacts: Pick<ContactStore, 'servedTeams' | 'markServedTeams'> },
): Promise<void> {
  if (mode.kind === 'teams') return store.contacts.markServedTeams();
  if (mode.mayUseServedData || !(await store.contacts.servedTeams())) return;
  throw new OperatorError(
    'store-refused',
    'These data served Microsoft Teams, and this is local mode, where nobody has to sign in. ' +
      'If the bot credentials got lost, bring them back, or look whether this is the right folder. To try Patkeeper, name another DATA_DIR. ' +
      'To look at these data all the same, write MODE=local and LOCAL_DATA=yes: then nothing is sent to anybody.',
  );
}

/** Whether nobody may be written to: the data are those of people who use another Patkeeper. */
export function isQuiet(mode: Mode): boolean {
  return mode.kind === 'local' && mode.mayUseServedData;
}

/**
 * Where the bot's messages may go: in local mode to this machine alone. The key goes to the local chat alone (`chatUrl`): what
 * else listens on this machine may be somebody else's.
 */
export function connectorLimits(
  mode: Mode,
  localKey: Pick<LocalKey, 'reveal'> | undefined,
  chatUrl: () => string | undefined,
): Pick<ConnectorDeps, 'mayCall' | 'headersFor'> {
  if (mode.kind === 'teams') return {};
  if (localKey === undefined) return { mayCall: isLocalServiceUrl };
  return {
    mayCall: isLocalServiceUrl,
    headersFor: (origin) => (origin === chatUrl() ? { [LOCAL_KEY_HEADER]: localKey.reveal() } : {}),
  };
}

/** Makes the key of local mode; undefined where nothing wants one, which is warned of in local mode. */
export function localKeyOf(mode: Mode, log: Log): LocalKey | undefined {
  if (mode.kind === 'teams') return undefined;
  if (mode.key.kind !== 'off') return createLocalKey(mode.key.kind === 'fixed' ? mode.key.key : undefined);
  log.warn({}, 'LOCAL_KEY=off: every account and program of this machine can act as anybody here.');
  return undefined;
}
