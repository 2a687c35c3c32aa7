import type { Config } from '../config/config.ts';
import type { Pace } from '../core/notices/notice-pace.ts';
import type { Log } from '../core/ports.ts';
import type { Cloud } from '../teams/channel/cloud.ts';
import type { LocalKey } from '../web/local-key.ts';

/** What a service is built from. */
export interface ServiceDeps {
  readonly config: Config;
  /** What was set, by name, as it may be shown. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The release that runs. */
  readonly version: string;
  readonly log: Log;
  /** Called when the service can't go on: another process took its data. */
  readonly onFatal: (error: Error) => void;
  /** The Microsoft cloud to talk to; tests bring one of their own. */
  readonly cloud?: Cloud;
  /** Gives the bot's token for the Bot Connector; Entra does when left out. For tests. */
  readonly getToken?: () => Promise<string>;
  /** How fast messages that nobody asked for may follow one another; as Teams allows when left out. For benches. */
  readonly pace?: Pace;
}

/** A running Patkeeper. */
export interface Service {
  readonly botUrl: string;
  /** Where the local chat's page is; absent without local chat. */
  readonly chatUrl?: string;
  /** The same with the key, as a browser is to open it first. For the terminal alone. */
  readonly chatAddress?: string;
  /** What programs send as `X-Local-Key`; absent where nothing wants it. */
  readonly localKey?: Pick<LocalKey, 'reveal'>;
  /** Where tokens are verified; absent when that is switched off. */
  readonly verifyUrl?: string;
  /**
   * Finishes running turns, flushes and releases everything; three and a half seconds at most. With `hurry`, load balancers are
   * first given `DRAIN_SECONDS` to notice, unless or until it is aborted.
   */
  stop(hurry?: AbortSignal): Promise<void>;
}
