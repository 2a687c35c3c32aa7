import type { SentenceKey } from '../../sentences/sentences.ts';

/** What a part of an audit event's detail may be, and the sentence for it. Groups of the pattern are its facts. */
export interface AuditPhrase {
  readonly pattern: RegExp;
  readonly key: SentenceKey;
}

const TIME = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z`;
const END = `(?<end>${TIME})`;

/** Those that stand alone: they hold what people wrote, or say one thing as a whole. */
export const WHOLE_PHRASES: readonly AuditPhrase[] = [
  phrase(
    'audit.detail.created',
    `organization (?<organization>.+), scopes (?<scopes>[^,]*), valid to ${END}`,
  ),
  phrase('audit.detail.requested', 'request \\S+: (?<count>\\d+) tokens; reason: (?<reason>.*?)'),
  phrase(
    'audit.detail.requestWaits',
    'request \\S+: (?<count>\\d+) tokens; reason: (?<reason>.*); waits for another administrator',
  ),
  phrase('audit.detail.confirmed', 'confirmed request \\S+: (?<count>\\d+) tokens; reason: (?<reason>.*)'),
  phrase('audit.detail.declined', 'declined request \\S+: (?<count>\\d+) tokens; reason: (?<reason>.*)'),
  phrase('audit.detail.lookFind', 'find: (?<words>.*)'),
  phrase('audit.detail.lookFindIn', 'find in (?<organization>[^:]+): (?<words>.*)'),
].toSorted((one, other) => other.pattern.source.length - one.pattern.source.length);

/** Those that stand alone or beside others. */
export const PART_PHRASES: readonly AuditPhrase[] = [
  phrase('audit.detail.renewed', `valid to ${END}, before (?<was>${TIME})`),
  phrase('audit.detail.validTo', `valid to ${END}`),
  phrase('audit.detail.wasValidTo', `was valid to ${END}`),
  phrase('audit.detail.byRequest', 'request [\\w-]+'),
  phrase('audit.detail.bySecond', 'confirmed by \\S+'),
  phrase('audit.detail.secretPresented', 'its secret was presented to be revoked'),
  phrase('audit.detail.secretFound', 'its secret was found'),
  phrase('audit.detail.secretFoundAt', 'its secret was found at (?<place>.+)'),
  phrase('audit.detail.endedBefore', 'the token had ended before'),
  phrase('audit.detail.ownerNeeds', 'its owner still needs it'),
  phrase('audit.detail.ownerStolen', 'its owner says that its secret was stolen'),
  phrase('audit.detail.ownerKnows', 'its owner knows it'),
  phrase('audit.detail.ownerKnowsEnd', `its owner knows that it ends at ${END}`),
  phrase('audit.detail.noAnswer', `its owner did not answer before it ends at ${END}`),
  phrase('audit.detail.notReader', 'does not want to be its second reader'),
  phrase('audit.detail.bothWork', `both work until ${END}`),
  phrase('audit.detail.begun', 'begun'),
  phrase('audit.detail.endStays', 'its end stays'),
  phrase('audit.detail.notCopied', 'revoked: its secret was not copied'),
  phrase('audit.detail.notDelivered', 'its secret was not delivered'),
  phrase('audit.detail.unused', 'nobody used or kept it'),
  phrase('audit.detail.unusedAsked', 'nobody uses it'),
  phrase('audit.detail.asked', 'its owner is asked'),
  phrase('audit.detail.left', 'its owner left, and the time to say otherwise is over'),
  phrase('audit.detail.gone', 'it is gone at its authority'),
  phrase('audit.detail.foundIn', 'in (?<organization>.+), made elsewhere'),
  phrase('audit.detail.seenIn', 'in (?<organization>.+), seen as its administrator'),
  phrase('audit.detail.signedInThroughTeams', 'through Teams'),
  phrase('audit.detail.signedInOnPage', 'on the page'),
  phrase('audit.detail.signedInToAdministrate', 'for administration(?: of [\\w-]+)?'),
  phrase('audit.detail.lookOverview', 'overview'),
  phrase('audit.detail.lookList', 'list: \\{.*\\}'),
  phrase('audit.detail.lookMessages', 'messages: \\{.*\\}'),
  phrase('audit.detail.lookToken', 'show'),
  phrase('audit.detail.lookPreview', 'preview of request \\S+: (?<count>\\d+) tokens'),
  phrase('audit.detail.lookUnreached', 'people whom messages don’t reach'),
  phrase('audit.detail.lookTokensIn', 'tokens in (?<organization>.+)'),
  phrase('audit.detail.lookEverybody', 'request \\S+: tokens of everybody in (?<organization>.+)'),
  phrase(
    'audit.detail.lookedEverybody',
    'request \\S+: (?<count>\\d+) tokens of (?<people>\\d+) people in (?<organization>.+)',
  ),
  phrase('audit.detail.resent', 'messages that did not get through'),
];

/** What was tried in vain, by the word of the trail. */
export const TRIED: Readonly<Record<string, SentenceKey>> = {
  create: 'audit.tried.create',
  renew: 'audit.tried.renew',
  revoke: 'audit.tried.revoke',
  rotate: 'audit.tried.rotate',
  track: 'audit.tried.track',
  show: 'audit.tried.show',
  'sign in': 'audit.tried.signIn',
  preview: 'audit.tried.revoke',
  request: 'audit.tried.revoke',
  confirm: 'audit.tried.confirm',
  decline: 'audit.tried.decline',
  resend: 'audit.tried.resend',
  overview: 'audit.tried.look',
  list: 'audit.tried.look',
  find: 'audit.tried.look',
  identify: 'audit.tried.look',
  messages: 'audit.tried.look',
  unreached: 'audit.tried.look',
  look: 'audit.tried.look',
  'look at everybody': 'audit.tried.look',
  'show a request': 'audit.tried.look',
  'a button of administration': 'audit.tried.look',
};

/** Why it was in vain, by the code of the failure. */
export const FAILED: Readonly<Record<string, SentenceKey>> = {
  'invalid-input': 'audit.failed.input',
  'form-used': 'audit.failed.input',
  'name-taken': 'audit.failed.nameTaken',
  'not-active': 'audit.failed.ended',
  'not-found': 'audit.failed.notFound',
  'unknown-organization': 'audit.failed.notFound',
  refused: 'audit.failed.refused',
  'sign-in-needed': 'audit.failed.signIn',
  'fresh-sign-in-needed': 'audit.failed.signIn',
  'authority-sign-in-needed': 'audit.failed.signIn',
  throttled: 'audit.failed.throttled',
  'too-many-tokens': 'audit.failed.tooMany',
  lost: 'audit.failed.lost',
  unreachable: 'audit.failed.unreachable',
  'too-slow': 'audit.failed.unreachable',
  'store-unavailable': 'audit.failed.unreachable',
};

function phrase(key: SentenceKey, pattern: string): AuditPhrase {
  return { key, pattern: new RegExp(`^${pattern}$`, 'su') };
}
