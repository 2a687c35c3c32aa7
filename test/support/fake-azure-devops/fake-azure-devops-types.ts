import { z } from 'zod';
import type { Clock } from '../../../src/core/ports.ts';
import type { Later } from '../../../src/core/timing/clock.ts';
import type { Instant } from '../../../src/core/tokens/token.ts';
import type { MintOptions } from '../fake-entra/fake-entra-types.ts';
import type { FakePerson } from '../fake-entra/fake-people.ts';
import type { TokenSigner } from '../fake-entra/token-signer.ts';
import type { FaultControl } from '../fake-http/fault.ts';
import type { RecordedRequest } from '../fake-http/recorded-request.ts';

/** What requests to the fake Azure DevOps are called in `failNext` and in `requests`. */
export type AzureDevOpsOperation =
  | 'profile'
  | 'accounts'
  | 'list'
  | 'get'
  | 'create'
  | 'update'
  | 'revoke'
  | 'admin-list'
  | 'admin-revoke'
  | 'graph-users'
  | 'subject-query'
  | 'connection-data';

/** Policies of the tenant, and how the service behaves. Changed by `set` or `POST /fake/state`. */
export const azureDevOpsStateSchema = z.strictObject({
  /** The tenant's longest lifespan; null: a year, and beyond it `invalidValidTo`. */
  maxLifespanDays: z.int().min(1).max(366).nullable(),
  /** What happens beyond it: the end is moved to it, or `patLifespanPolicyViolation`. */
  lifespanPolicy: z.enum(['clamp', 'refuse']),
  /** `app_token` is `fullScopePatPolicyViolation`. */
  fullScopeRefused: z.boolean(),
  /** What `allOrgs: true` gets: `globalPATCreationBlocked`, `globalPatPolicyViolation`, or a token. */
  globalTokens: z.enum(['blocked', 'policy', 'allowed']),
  /**
   * Names of organizations with "Restrict personal access token (PAT) creation": nobody may create tokens or give them a later
   * end (`disablePatCreationPolicyViolation`), and tokens for all organizations don't work there. Others live on.
   */
  creationRestricted: z.array(z.string()),
  /** Of these, the ones whose restriction lets everybody have tokens for packages alone. */
  packagingAllowed: z.array(z.string()),
  /** Keys of the people on the restrictions' allow-list. */
  creationAllowed: z.array(z.string()),
  /** Keys of people whose accounts are disabled: nobody lets them in, and their tokens work again with their access. */
  disabledPeople: z.array(z.string()),
  /** Whether a token that is seen in public is revoked: a policy of the tenant. */
  leakedRevoked: z.boolean(),
  /** Whether tokens for all organizations stay in lists after 2026-12-01, when none of them works any more. */
  retiredListed: z.boolean(),
  /** HTTP status of bodies with a `patTokenError`. */
  errorStatus: z.int().min(200).max(499),
  /** What a missing, expired or unknown access token gets. An app-only one gets 302 always. */
  signedOutStatus: z.literal([203, 302, 401]),
  /** Access tokens must carry this authentication context (`c1`) in `acrs`, or there is a claims challenge. */
  requiredContext: z.string().nullable(),
  /** Most tokens a page holds; the service's own limit is 100. */
  pageLimit: z.int().min(1).max(100),
  /** How the last page says that it is the last. */
  lastPage: z.enum(['empty', 'null']),
  /** What a revocation answers. */
  revokeStatus: z.literal([200, 204]),
  /** Most people a page of graph users holds. */
  graphPageSize: z.int().min(1).max(500),
  /** Minutes until an administrator's revocation is felt. */
  adminRevocationMinutes: z.int().min(0).max(60),
});
export type AzureDevOpsState = z.infer<typeof azureDevOpsStateSchema>;
export type AzureDevOpsChange = {
  readonly [Name in keyof AzureDevOpsState]?: AzureDevOpsState[Name] | undefined;
};

export interface FakeOrganization {
  readonly id: string;
  readonly name: string;
  /** Keys of its people. */
  readonly members: readonly string[];
  /** Keys of its project collection administrators. */
  readonly administrators: readonly string[];
}

/** A token as the fake keeps it: everything but the secret. */
export interface FakeToken {
  readonly authorizationId: string;
  readonly person: string;
  /** Name of the organization; undefined for a token of all organizations. */
  readonly organization: string | undefined;
  readonly displayName: string;
  /** Scope names with one space between. */
  readonly scope: string;
  readonly validFrom: Instant;
  readonly validTo: Instant;
  readonly revokedAt: Instant | undefined;
}

/** What somebody changes of a token elsewhere. */
export type TokenChange = Pick<TokenSeed, 'displayName' | 'scope' | 'validTo'>;

/** A token made elsewhere; what is left out is made up. */
export interface TokenSeed {
  readonly displayName?: string | undefined;
  readonly scope?: string | undefined;
  readonly validFrom?: Instant | undefined;
  readonly validTo?: Instant | undefined;
  readonly revokedAt?: Instant | undefined;
  readonly authorizationId?: string | undefined;
  /** Valid in all organizations of the person: `targetAccounts` is null. */
  readonly everywhere?: boolean | undefined;
}

export interface FakeAzureDevOpsDeps {
  readonly clock: Clock;
  /** Whose access tokens are good; a `FakeEntra` is one. Left out: only those of `accessToken` below. */
  readonly entra?: { readonly signer: TokenSigner };
  /** 0, or left out: any free port. */
  readonly port?: number;
  /** Timers for `delay`; the machine's when left out. */
  readonly later?: Later;
  /** Left out: `FAKE_PEOPLE`. */
  readonly people?: readonly FakePerson[];
  /** Moves the clock by hours; the control page gets buttons for it. */
  readonly shiftClock?: (hours: number) => void;
  /** Left out: `FAKE_ORGANIZATIONS`: `harbour` (Ada and Cleo as administrators, Ben) and `lighthouse` (Ada). Dana is nowhere. */
  readonly organizations?: readonly FakeOrganization[];
}

/** Azure DevOps Services on loopback. People are named by key (`ada`), organizations by name. */
export interface FakeAzureDevOps extends FaultControl {
  /** The value of both `AZURE_DEVOPS_URL` and `AZURE_DEVOPS_PROFILE_URL`. */
  readonly url: string;
  readonly people: readonly FakePerson[];
  readonly organizations: readonly FakeOrganization[];

  readonly state: AzureDevOpsState;
  /** Changes some of the state; throws when that makes no sense. */
  set(change: AzureDevOpsChange): void;
  addOrganization(organization: Partial<FakeOrganization> & { readonly name: string }): FakeOrganization;
  /** Puts so many made-up people into an organization, to make the graph's list long. */
  addColleagues(organization: string, count: number): void;
  /**
   * Access tokens of the person issued until now are refused with a claims challenge that asks for a newer one
   * (continuous access evaluation). Tokens have seconds: one issued in the same second is refused too.
   */
  revokeSessions(person: string): void;

  /** A delegated access token for Azure DevOps, as if signed in. */
  accessToken(person: string, options?: MintOptions): string;

  /** Makes tokens as if elsewhere, the secrets known to nobody. */
  seed(person: string, organization: string, ...seeds: TokenSeed[]): readonly FakeToken[];
  /** Makes so many active tokens with different names, ends and scopes. */
  seedMany(person: string, organization: string, count: number): readonly FakeToken[];
  /** Changes a token as if elsewhere. */
  change(authorizationId: string, change: TokenChange): void;
  /** Puts a token's secret where everybody can read it; Microsoft revokes it then, if the tenant's policy says so. */
  leak(authorizationId: string): void;
  /** Revokes a token as if elsewhere. */
  revokeElsewhere(authorizationId: string): void;
  /** All tokens of a person (in one organization), revoked and expired ones too, in the order in which they were made. */
  tokens(person: string, organization?: string): readonly FakeToken[];
  /** The person's name in the administration and graph interfaces. */
  descriptorOf(person: string): string;
  /** Whether somebody could use this secret now (in this organization). */
  isUsable(secret: string, organization?: string): boolean;
  /** The same of a token whose secret nobody knows. */
  works(authorizationId: string, organization?: string): boolean;

  /** Every request, the oldest first; no secrets and no access tokens. */
  readonly requests: readonly RecordedRequest[];
  /** Everything that was outside the contract: in requests of the client, and in answers of the fake itself. */
  readonly problems: readonly string[];
  /** Forgets requests and problems so far. */
  clear(): void;
  close(): Promise<void>;
}
