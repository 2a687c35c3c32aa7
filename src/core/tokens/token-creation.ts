import type { Clock } from '../ports.ts';
import { MINUTE } from '../timing/durations.ts';
import { createRunOnce } from '../timing/run-once.ts';
import type { AuditTrail } from './audit-trail.ts';
import { type Created, formOf, type TokenIssuing } from './token-issuing.ts';
import type { TokenService } from './token-service-port.ts';

interface TokenCreationDeps {
  readonly clock: Clock;
  readonly audit: AuditTrail;
  readonly issuing: TokenIssuing;
}

/** How long the same form gives the same secret again: a network's or an impatient finger's repeat, nothing more. */
export const SAME_FORM_MS = MINUTE;

/** Creates the part of the token service that makes tokens. */
export function createTokenCreation(deps: TokenCreationDeps): Pick<TokenService, 'check' | 'create'> {
  const { clock, audit, issuing } = deps;
  const once = createRunOnce<Created>({ clock, ttlMs: SAME_FORM_MS });

  return {
    async check(actor, input) {
      await audit.recordingRefusals(actor, 'create', (subject) => issuing.judge(actor, input, subject));
    },
    create(actor, input) {
      return once.run(formOf(actor, input.formKey), () =>
        audit.recordingRefusals(actor, 'create', async (subject) =>
          issuing.issue(actor, input, await issuing.judge(actor, input, subject)),
        ),
      );
    },
  };
}
