import { satisfies } from '../../core/tokens/scopes.ts';
import type { Token } from '../../core/tokens/token.ts';
import { cleanLabel } from './clean-text.ts';
import { ENGLISH } from './english.ts';
import { type Asked, missingScope } from './query.ts';
import { textResponse, type VerifyResponse } from './response.ts';

/**
 * Refuses a valid token for what its administrator has changed since it was made. `X-Auth-Policy` names the setting, for
 * proxies and their logs; only the holder of a valid token gets to see it.
 */
function refusedByPolicy(
  setting: 'BUILTIN_ORGANIZATIONS' | 'FORBIDDEN_SCOPES',
  missing: string,
  text: string,
) {
  return textResponse('forbidden', 403, text, ['X-Auth-Missing', missing, 'X-Auth-Policy', setting]);
}

/** The token's organization is not one of today's, whatever is asked. */
export function organizationRemoved({ organization }: Token): VerifyResponse {
  const name = cleanLabel(organization);
  return refusedByPolicy(
    'BUILTIN_ORGANIZATIONS',
    `organization ${name}`,
    ENGLISH.say('http.organization-removed', { organization: name }),
  );
}

/** Today's policy forbids all that the token was given: it gets nowhere, even where any scope would do. */
export function everyScopeForbidden(): VerifyResponse {
  return refusedByPolicy(
    'FORBIDDEN_SCOPES',
    'scope that is allowed',
    ENGLISH.say('http.every-scope-forbidden'),
  );
}

/** The token was given what is asked, and today's policy forbids it; undefined when it never had the scope that it lacks. */
export function scopeForbidden(token: Token, counting: Token, asked: Asked): VerifyResponse | undefined {
  const scope = missingScope(counting, asked);
  if (scope === undefined || !satisfies(token.scopes, scope)) return undefined;
  const name = cleanLabel(scope);
  return refusedByPolicy(
    'FORBIDDEN_SCOPES',
    `scope ${name}`,
    ENGLISH.say('http.scope-forbidden', { scope: name }),
  );
}
