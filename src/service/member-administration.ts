import { randomUUID } from 'node:crypto';
import type { AdministrationAudit } from '../core/administration/administration-audit.ts';
import { createEndingElsewhere } from '../core/administration/ending-elsewhere.ts';
import { createMemberLeavers } from '../core/administration/member-leavers.ts';
import { createMemberTokens } from '../core/administration/member-tokens.ts';
import { createOrganizationLooks } from '../core/administration/organization-looks.ts';
import type { Clock, Log } from '../core/ports.ts';
import type { Store } from '../core/store/store.ts';
import type { PersonId } from '../core/tokens/token.ts';
import type { AzureDevOpsForAdministrators } from './azure-devops.ts';

export interface MemberAdministrationDeps {
  readonly azureDevOps: AzureDevOpsForAdministrators;
  readonly store: Store;
  /** Those whom the settings name. */
  readonly administrators: readonly PersonId[];
  readonly audit: AdministrationAudit;
  readonly clock: Clock;
  readonly log: Log;
}

/** Puts together what administration and its jobs do with the tokens that Azure DevOps keeps for the members of organizations. */
export function createMemberAdministration({ azureDevOps, ...deps }: MemberAdministrationDeps) {
  const { tokens: administration, signIn } = azureDevOps;
  const memberTokens = createMemberTokens({ ...deps, administration, newId: randomUUID });
  return {
    forLeavers: createMemberLeavers({ ...deps, administration, signIn }),
    forService: { administration, memberTokens, signIn },
    forJobs: {
      end: createEndingElsewhere({ ...deps, administration }),
      looks: createOrganizationLooks({ ...deps, administration, memberTokens }),
    },
  };
}
