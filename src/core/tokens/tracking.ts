import type { AuditTrail, Subject } from '../audit/audit-trail.ts';
import { digestOf } from '../digest-of.ts';
import { PatkeeperError } from '../errors.ts';
import { noticesForEnd } from '../notices/notices.ts';
import type { Clock } from '../ports.ts';
import type { Store } from '../store/store.ts';
import { createFieldProblems } from './field-problems.ts';
import { findOwn } from './find-own.ts';
import { endOf, type Policy } from './policy.ts';
import { authorityGone, refuseGuest } from './refusals.ts';
import { type Actor, type AuthorityId, isoOf, ownerOf, type Token } from './token.ts';
import { cleanName, LONGEST_NAME } from './token-name.ts';
import type { TokenService, TrackInput } from './token-service-port.ts';

interface TrackingDeps {
  readonly clock: Clock;
  readonly store: Pick<Store, 'tokens'>;
  readonly policy: Policy;
  readonly audit: AuditTrail;
  readonly wake: () => void;
  readonly newId: () => string;
}

/** Other services allow longer lives than Patkeeper's own policy does. */
export const LONGEST_TRACKED_DAYS = 10 * 365;
const MOST_SCOPES = 20;

/** Creates the part of the token service for tokens that were made elsewhere. */
export function createTracking(deps: TrackingDeps): Pick<TokenService, 'track' | 'recognize'> {
  const { clock, store, policy, audit, wake, newId } = deps;

  function checked(input: TrackInput) {
    const problems = createFieldProblems();
    const name = problems.check(() => cleanName(input.name));
    const organization = problems.check(() => cleanPlace(input.organization));
    const limits = { ...policy, maxLifespanDays: LONGEST_TRACKED_DAYS };
    const validTo = problems.check(() => endOf(input, limits, clock.now()));
    if (name === undefined || organization === undefined || validTo === undefined) throw problems.error();
    return { name, organization, validTo, scopes: cleanScopes(input.scopes) };
  }

  async function trackNow(actor: Actor, input: TrackInput): Promise<Token> {
    refuseGuest(actor);
    const now = clock.now();
    const facts = checked(input);
    const formKey = digestOf(input.formKey);
    const known = (await store.tokens.list(ownerOf(actor))).find((token) => token.formKey === formKey);
    // The form holds no secret: submitted again, it simply has been done.
    if (known !== undefined) return known;
    const token: Token = {
      id: newId(),
      owner: ownerOf(actor),
      ...facts,
      authority: rememberingAuthority(policy),
      createdAt: now,
      createdBy: 'another service',
      formKey,
    };
    await store.tokens.insert({
      token,
      // Its owner has just typed it in: only the reminder is worth a message.
      notices: noticesForEnd(token, now),
      event: audit.event(actor, 'track', token, `valid to ${isoOf(token.validTo)}`),
      maxActive: policy.maxTokensPerUser,
    });
    wake();
    return token;
  }

  async function recognizeNow(actor: Actor, tokenId: string, subject: Subject): Promise<Token> {
    const token = await findOwn(store, actor, tokenId, subject);
    if (token.foundAt === undefined || token.recognizedAt !== undefined) return token;
    const now = clock.now();
    const changed = await store.tokens.change({
      owner: token.owner,
      tokenId,
      now,
      set: { recognizedAt: now },
      notices: [],
      dropOpenNotices: 'its owner knows the token',
      event: audit.event(actor, 'track', token, 'its owner knows it'),
    });
    return changed ?? token;
  }

  return {
    track(actor, input) {
      return audit.recordingRefusals(actor, 'track', async (subject) => {
        subject.tokenName = [...input.name].slice(0, 64).join('');
        try {
          return await trackNow(actor, input);
        } catch (error) {
          // Two submits at once: the other one has done it.
          if (!(error instanceof PatkeeperError) || error.code !== 'form-used') throw error;
          return trackNow(actor, input);
        }
      });
    },
    recognize(actor, tokenId) {
      return audit.recordingRefusals(actor, 'recognize', (subject) => recognizeNow(actor, tokenId, subject));
    },
  };
}

function cleanPlace(text: string): string {
  try {
    return cleanName(text);
  } catch (cause) {
    if (!(cause instanceof PatkeeperError)) throw cause;
    throw new PatkeeperError('invalid-input.place', { limit: LONGEST_NAME }, { field: 'organization' });
  }
}

/** The scopes of another service are words that nobody here can check. */
function cleanScopes(scopes: readonly string[]): string[] {
  const words = scopes.map((scope) => scope.replace(/[^\w.:/*-]/g, '').slice(0, 64));
  return [...new Set(words.filter((word) => word !== ''))].slice(0, MOST_SCOPES);
}

/** The authority of tokens that are only remembered. Throws `unreachable` where there is none. */
export function rememberingAuthority({ authorities }: Policy): AuthorityId {
  const found = authorities.find(({ makesTokens }) => !makesTokens);
  if (found === undefined) throw authorityGone();
  return found.id;
}
