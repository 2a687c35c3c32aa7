import type { Token } from '../../core/tokens/token.ts';
import type { Explanation } from '../../core/tokens/token-service-port.ts';
import { sayScope, sayScopes } from '../../sentences/say-scopes.ts';
import type { SentenceKey } from '../../sentences/sentences.ts';
import type { Fact } from '../cards/fact.ts';
import { formatInstant } from '../cards/format.ts';
import { formatEnd } from '../cards/token-end.ts';
import type { FeatureDeps } from './feature-deps.ts';
import { adviceOf, revokedBy } from './revoked-news.ts';
import { whatReplaces } from './what-replaces.ts';

/** What is said of why a token stopped working. */
interface Said {
  readonly title: string;
  /** What it means, and what to do. */
  readonly text: string;
  readonly facts: readonly Fact[];
}

/** What an end means, by what takes the place of the token. */
const EXPIRED_TEXT = {
  create: 'why.expired.text',
  track: 'why.expired.elsewhere',
  none: 'why.expired.application',
} as const;

/** Says why a token stopped working, in the person's language. */
export function sayCause({ token, cause, successor }: Explanation, deps: FeatureDeps): Said {
  const { sentences } = deps;
  const { say } = sentences;
  const { name } = token;
  const replacedBy = whatReplaces(token, deps.tokenService.policy);
  const fact = (key: SentenceKey, value: string): Fact[] =>
    value === '' ? [] : [{ label: say(key), value }];
  switch (cause.kind) {
    case 'works':
      return { title: say('why.works.title', { name }), text: say('why.works.text'), facts: [] };
    case 'listed':
      return { title: say('why.listed.title', { name }), text: say('why.listed.text'), facts: [] };
    case 'tracked':
      return {
        title: say('why.tracked.title', { name }),
        text: say('why.tracked.text', { organization: organizationName(token, deps) }),
        facts: [],
      };
    case 'expired':
      return {
        title: say('why.expired.title', { name, time: formatEnd(token, sentences) }),
        text: say(EXPIRED_TEXT[replacedBy]),
        facts: [],
      };
    case 'retired':
      return {
        title: say('why.retired.title', { name, day: say('token.retirementDay') }),
        text: say('why.retired.text'),
        facts: [],
      };
    case 'rotated':
      return {
        title: say('why.rotated.title', { name }),
        text: say('why.rotated.text'),
        facts: successor === undefined ? [] : fact('why.fact.successor', successor.name),
      };
    case 'undelivered':
      return { title: say('why.undelivered.title', { name }), text: say('why.undelivered.text'), facts: [] };
    case 'left':
      return { title: say('why.left.title', { name }), text: say('why.left.text'), facts: [] };
    case 'forgotten':
      return {
        title: say('why.forgotten.title', { name }),
        text: say(replacedBy === 'none' ? 'why.forgotten.application' : 'why.forgotten.text'),
        facts: [],
      };
    case 'revoked-by-owner':
      return { title: say('why.revoked-by-owner.title', { name }), text: say('why.create'), facts: [] };
    case 'idle':
      return { title: say('why.idle.title', { name }), text: say('why.create'), facts: [] };
    case 'gone':
      return {
        title: say('why.gone.title', { name, organization: organizationName(token, deps) }),
        text: say('why.gone.text'),
        facts: [],
      };
    case 'revoked':
      return { title: say('why.revoked.title', { name }), text: say('why.revoked.text'), facts: [] };
    case 'revoked-by-administrator':
      return {
        title: revokedBy(name, cause.by, sentences),
        text: adviceOf(cause.by, sentences),
        facts: fact('why.fact.reason', cause.by.reason),
      };
    case 'presented':
      return {
        title: say('why.presented.title', { name, service: cause.service }),
        text: say('why.presented.text'),
        facts: [],
      };
    case 'leaked':
      return {
        title: say('why.leaked.title', { name }),
        text: say('why.leaked.text'),
        facts: fact('why.fact.reporter', cause.reporter),
      };
    case 'organization-removed':
      return {
        title: say('why.organization-removed.title', { organization: organizationName(token, deps) }),
        text: say('why.organization-removed.text'),
        facts: [],
      };
    case 'scopes-forbidden':
      return {
        title: say('why.scopes-forbidden.title', { scopes: sayScopes(cause.scopes, sentences) }),
        text: say('why.scopes-forbidden.text'),
        facts: [],
      };
    case 'scope-forbidden':
    case 'lacks':
      return sayRefusal(token, cause, deps);
  }
}

function sayRefusal(
  token: Token,
  { kind, refusal }: Extract<Explanation['cause'], { kind: 'scope-forbidden' | 'lacks' }>,
  deps: FeatureDeps,
): Said {
  const { sentences } = deps;
  const { say } = sentences;
  const { service, id, at } = refusal;
  const facts = [
    { label: say('why.fact.service'), value: say('service.name', { service }) },
    { label: say('why.fact.refused'), value: formatInstant(at, sentences) },
  ];
  if (refusal.kind === 'organization') {
    const asked = deps.organizationOf({ authority: token.authority, organization: id }).name;
    const own = organizationName(token, deps);
    return {
      title: say('why.lacks.organization', { service, organization: asked }),
      text: say('why.lacks.organizationText', { organization: own }),
      facts,
    };
  }
  const scope = sayScope(id, sentences);
  return kind === 'lacks'
    ? { title: say('why.lacks.scope', { service, scope }), text: say('why.lacks.scopeText'), facts }
    : {
        title: say('why.scope-forbidden.title', { service, scope }),
        text: say('why.scope-forbidden.text'),
        facts,
      };
}

function organizationName(token: Token, { organizationOf }: FeatureDeps): string {
  return organizationOf(token).name;
}
