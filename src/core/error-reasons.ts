/** What is wrong with the registration of Patkeeper in Microsoft Entra. */
export type SetupProblem =
  | 'redirectUri'
  | 'permissions'
  | 'tenant'
  | 'noAzureDevops'
  | 'noAccessToAzureDevops'
  | 'application'
  | 'assertionTime'
  | 'certificate'
  | 'managedIdentity'
  | 'secretWrong'
  | 'secretExpired';

/** What the words of a failure may name. */
interface FactTypes {
  readonly limit: number;
  readonly name: string;
  readonly organization: string;
  /** Ids of scopes. */
  readonly scopes: readonly string[];
  readonly seconds: number;
  readonly minutes: number;
  readonly problem: SetupProblem;
  /** That of an AADSTS code. */
  readonly number: number;
}

type FactName = keyof FactTypes;
type Reasons = Readonly<Record<string, readonly FactName[]>>;

/** The forms: what is wrong with what a person, or their client, has sent. */
const INPUT = {
  /** Several fields, each with its own reason. */
  'invalid-input.fields': [],
  'invalid-input.name-missing': [],
  'invalid-input.name-is-secret': [],
  'invalid-input.name-too-long': ['limit'],
  'invalid-input.place': ['limit'],
  /** `limit` in days. */
  'invalid-input.lifespan': ['limit'],
  /** `limit` in days. */
  'invalid-input.date': ['limit'],
  'invalid-input.organization-missing': [],
  /** Nobody was chosen, or nobody of that name is known. */
  'invalid-input.reader-missing': [],
  /** Patkeeper can write to nobody who never wrote to it. */
  'invalid-input.reader-unknown': [],
  'invalid-input.reader-self': [],
  'invalid-input.reader-declined': ['name'],
  'invalid-input.reader-unreachable': ['name'],
  'invalid-input.scopes-missing': [],
  'invalid-input.scopes-unavailable': [],
  'invalid-input.scopes-forbidden': ['scopes'],
  'invalid-input.form-out-of-date': [],
  'invalid-input.code-not-awaited': [],
  'invalid-input.code-wrong': [],
  'invalid-input.code-wrong-too-often': [],
  'invalid-input.no-dialogs': [],
  'invalid-input.button-unknown': [],
  'invalid-input.button-out-of-date': [],
  'invalid-input.search-unknown': [],
  /** A setting or an argument of a program; the operator reads its own sentence. */
  'invalid-input.setting': [],
  'name-taken': [],
  'too-many-tokens': ['limit'],
  'form-used': [],
  'unknown-organization': [],
  'unknown-organization.removed': [],
} as const satisfies Reasons;

/** The tokens: why one can't be had, or can't be changed. */
const TOKENS = {
  'not-found.token': [],
  'not-found.at-authority': [],
  'not-found.gone': [],
  'not-active.revoked': [],
  'not-active.expired': [],
  'not-active.expired-at-authority': [],
  'refused.guest': [],
  'refused.organization-removed': ['organization'],
  'refused.scopes-forbidden': ['scopes'],
  'refused.nothing-to-keep': [],
  'refused.retired': [],
  'refused.not-replaceable': [],
  'refused.not-rotatable': [],
  'refused.not-rotatable-everywhere': [],
  'refused.already-rotating': [],
  'refused.no-longer-overlap': [],
  'refused.made-elsewhere': [],
  /** Nobody here looks into the directory where applications are registered. */
  'refused.applications-off': [],
  'refused.too-many-applications': ['limit'],
  'throttled.too-often': ['minutes'],
  'not-found.application': [],
  'unreachable.graph': [],
  'lost.left-behind': ['name'],
} as const satisfies Reasons;

/** Azure DevOps: what it refused, and what became of a change whose answer was lost. */
const AZURE_DEVOPS = {
  'refused.by-azure-devops': ['name'],
  'refused.by-azure-devops-unnamed': [],
  'refused.azure-devops-forbids': [],
  'refused.not-a-member': [],
  'refused.not-token-administrator': ['organization'],
  'not-found.member': ['organization'],
  'refused.name-empty': [],
  'refused.name-not-accepted': [],
  'refused.end-not-accepted': [],
  'refused.scopes-not-accepted': [],
  'refused.may-not-manage': [],
  'refused.person-not-told': [],
  'refused.person-not-known': [],
  'refused.kind-of-account': [],
  'refused.everywhere-forbidden': [],
  'refused.everywhere-ended': [],
  'refused.full-access-forbidden': [],
  'refused.lifespan-too-long': [],
  'refused.creation-restricted': [],
  'unreachable.azure-devops': [],
  'unreachable.not-issued': [],
  'unreachable.not-changed': [],
  'unreachable.tenant-policy': [],
  'unreachable.organization-policy': [],
  'throttled.seconds': ['seconds'],
  'throttled.minutes': ['minutes'],
  'lost.maybe-done': [],
  'lost.not-created': [],
  'lost.taken-back': [],
  'lost.maybe-created': [],
  'lost.maybe-not-revoked': [],
  'lost.not-revoked': [],
  'lost.end-unknown': [],
  'lost.end-kept': [],
} as const satisfies Reasons;

/** Sign-in: why it failed, or what it lacks. */
const SIGN_IN = {
  'sign-in-needed': [],
  'sign-in-needed.page-again': [],
  'sign-in-needed.page-too': [],
  'not-found.sign-in': [],
  'refused.other-account': [],
  'refused.sign-in-failed': [],
  'refused.consent-declined': [],
  'refused.sign-in-cancelled': [],
  'refused.sign-in-not-enough': [],
  'refused.account-elsewhere': [],
  'refused.account-unknown': [],
  'refused.account-locked': [],
  'refused.account-disabled': [],
  'refused.account-not-assigned': [],
  'refused.access-rules': [],
  'refused.consent-missing': [],
  'refused.entra-setup': ['problem', 'number'],
  'refused.by-entra': [],
  'refused.by-entra-numbered': ['number'],
  'unreachable.entra': [],
  'unreachable.entra-pause': ['seconds'],
} as const satisfies Reasons;

/** Administration: why somebody may not see or end the tokens of others. */
const ADMINISTRATION = {
  'refused.no-role': [],
  'refused.auditor': [],
  'fresh-sign-in-needed': [],
  'authority-sign-in-needed': [],
  'invalid-input.words-missing': [],
  'refused.sign-in-without-time': [],
  'refused.sign-in-too-old': [],
  'refused.sign-in-ahead': [],
  'invalid-input.reason-missing': [],
  'refused.own-tokens': [],
  'refused.own-request': [],
  'refused.ended-elsewhere': [],
  'refused.nothing-selected': [],
  'refused.too-many-selected': ['limit'],
  'refused.request-over': [],
  'throttled.administration': ['seconds'],
  'not-found.request': [],
  'not-found.secret': [],
} as const satisfies Reasons;

/** What Patkeeper itself, or the way to it, lacks at the moment. */
const SERVICE = {
  /** A running Patkeeper did not do what a program asked; the operator reads its own sentence. */
  'refused.by-service': [],
  'refused.no-backup': [],
  'unreachable.authority-gone': [],
  'unreachable.latest-tokens': [],
  'unreachable.teams': [],
  'unreachable.teams-blocked': [],
  'store-unavailable': [],
  /** The store does not open; the operator reads its own sentence. */
  'store-refused': [],
  /** A digest was made with a pepper that this process does not have: nobody can tell whether a secret is right. */
  'unknown-pepper': [],
  'too-slow': [],
} as const satisfies Reasons;

/**
 * The facts that the words of each reason name. A reason is a code alone, or a code, a dot, and what tells it from the other
 * reasons of this code.
 */
export const ERROR_FACTS = {
  ...INPUT,
  ...TOKENS,
  ...AZURE_DEVOPS,
  ...SIGN_IN,
  ...ADMINISTRATION,
  ...SERVICE,
};

/** Why something failed; `error.` and this is the key of its words. */
export type ErrorReason = keyof typeof ERROR_FACTS;

type FactsOf<R extends ErrorReason> = (typeof ERROR_FACTS)[R][number];

/** The facts of each reason. */
export type ErrorFacts = { readonly [R in ErrorReason]: Pick<FactTypes, FactsOf<R>> };

/** The reasons that have no facts. */
export type PlainReason = { [R in ErrorReason]: [FactsOf<R>] extends [never] ? R : never }[ErrorReason];
