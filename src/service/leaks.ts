import type { Peppers } from '../authorities/builtin/peppers.ts';
import { createVerifier } from '../authorities/builtin/verify.ts';
import type { LeakConfig } from '../config/leaks.ts';
import { createLeakDesk } from '../core/leaks/leak-desk.ts';
import type { Clock, Log, TellAdministrators } from '../core/ports.ts';
import type { Store } from '../core/store/store.ts';
import type { TokenService } from '../core/tokens/token-service-port.ts';
import { createLeakEndpoint, type LeakEndpoint } from '../http/leaks/leak-endpoint.ts';
import { createReportKeys } from '../http/leaks/report-keys.ts';
import { createFindSender } from '../http/leaks/report-signature.ts';
import type { Metrics } from '../http/metrics.ts';
import type { RateLimitedLog } from '../http/rate-limited-log.ts';

export interface LeaksDeps {
  /** Absent when nobody may report. */
  readonly config: LeakConfig | undefined;
  readonly store: Pick<Store, 'tokens' | 'notices'>;
  readonly peppers: Peppers;
  readonly tokenService: Pick<TokenService, 'revokeLeaked' | 'noteLeakOfEnded'>;
  readonly tellAdministrators: TellAdministrators;
  readonly clock: Clock;
  readonly metrics: Pick<Metrics, 'leak'>;
  readonly refusals: RateLimitedLog;
  /** Tells the dispatcher that notices may be due. */
  readonly wake: () => void;
  readonly log: Log;
}

/** Puts the endpoint for leak reports together; undefined when nobody may report. */
export function connectLeaks(deps: LeaksDeps): LeakEndpoint | undefined {
  const { config, tokenService, clock, metrics, refusals } = deps;
  if (config === undefined) return undefined;
  const { keysUrl, pins, scanners } = config;
  const findKey =
    keysUrl === undefined
      ? {}
      : { findKey: createReportKeys({ url: keysUrl, clock, ...(pins === undefined ? {} : { pins }) }) };
  const desk = createLeakDesk({
    ...deps,
    tokenService,
    verify: createVerifier(deps),
    onOutcome: metrics.leak,
  });
  return createLeakEndpoint({
    findSender: createFindSender({ ...findKey, scanners, clock }),
    desk,
    clock,
    refusals,
  });
}

/** Tells administrators by a line in the log, at a level that operators watch, and counts it. */
export function newsInLog(log: Log, metrics: Pick<Metrics, 'administratorNews'>): TellAdministrators {
  return (news) => {
    metrics.administratorNews(news.kind);
    log.warn({ news }, 'administrators should know');
  };
}
