import type { IncomingMessage } from 'node:http';
import type { Token } from '../../core/tokens/token.ts';
import { isProven, type Verdict } from '../../core/tokens/verdict.ts';
import { firstHeader } from '../raw-headers.ts';
import { credentialOf } from './credential.ts';
import type { Endpoint, EndpointDeps } from './endpoint.ts';
import { ENGLISH } from './english.ts';
import { createIdentity } from './identity.ts';
import { createDeadUseNotes } from './note-dead-use.ts';
import { everyScopeForbidden, organizationRemoved, scopeForbidden } from './policy.ts';
import { type Asked, type Missing, serviceOf, whatIsMissing } from './query.ts';
import { createQuestionReader, type Misasked } from './question.ts';
import { CHALLENGED, NOT_FOUND, textResponse, type VerifyResponse } from './response.ts';

/**
 * Creates the endpoint for the subrequests of reverse proxies: nginx `auth_request`, Caddy `forward_auth`, Traefik
 * ForwardAuth, Envoy `ext_authz`. The question is judged before the credential, so that the first request shows a mistake
 * in it. Git asks without a credential first, so that a missing one is no failed attempt.
 */
export function createForwardAuth(deps: EndpointDeps): Endpoint {
  const readQuestion = createQuestionReader(deps);
  const identity = createIdentity(deps);
  const noteDeadUse = createDeadUseNotes(deps);

  /** Its owner may ask later why it did not work. */
  function noteRefusal(request: IncomingMessage, asked: Asked, token: Token, missing: Missing): void {
    deps.refused.note(token, { ...missing, service: serviceOf(asked, request, deps.isTrusted) });
  }

  function judge(
    request: IncomingMessage,
    asked: Asked,
    verdict: Verdict,
  ): VerifyResponse | Promise<VerifyResponse> {
    if (!isProven(verdict)) {
      noteDeadUse(request, verdict, () => serviceOf(asked, request, deps.isTrusted));
      return deps.refuse(request, verdict);
    }
    const counting = deps.underPolicy(verdict);
    if (counting === undefined) {
      noteRefusal(request, asked, verdict, { kind: 'organization', id: verdict.organization });
      return organizationRemoved(verdict);
    }
    const missing = whatIsMissing(counting, asked);
    if (missing !== undefined) {
      noteRefusal(request, asked, verdict, missing);
      return scopeForbidden(verdict, counting, asked) ?? lacks(missing);
    }
    if (counting.scopes.length === 0) {
      noteRefusal(request, asked, verdict, { kind: 'scope', id: '' });
      return everyScopeForbidden();
    }
    deps.uses.note(verdict, serviceOf(asked, request, deps.isTrusted), deps.networkOf(request));
    return identity.answer(counting, deps.clock.now());
  }

  function misasked(request: IncomingMessage, { fault, text }: Misasked): VerifyResponse {
    const fields = { problem: text, proxy: request.socket.remoteAddress };
    deps.limitedLog.say(
      'warn',
      `question: ${fault}`,
      fields,
      'a proxy asks /verify a wrong question: correct it',
    );
    return textResponse('bad-question', 400, ENGLISH.say('http.question-wrong', { problem: text }));
  }

  return (request) => {
    const asked = readQuestion(request.url ?? '');
    if (asked === undefined) return NOT_FOUND;
    if ('fault' in asked) return misasked(request, asked);
    const text = credentialOf(firstHeader(request, 'authorization'));
    if (text === undefined) return CHALLENGED;
    const verdict = deps.verify(text);
    return verdict instanceof Promise
      ? verdict.then((known) => judge(request, asked, known))
      : judge(request, asked, verdict);
  };
}

/** Only the holder of a valid token gets to know what it lacks. */
function lacks({ kind, id }: Missing) {
  return textResponse('forbidden', 403, ENGLISH.say('http.lacks', { kind, id }), [
    'X-Auth-Missing',
    `${kind} ${id}`,
  ]);
}
