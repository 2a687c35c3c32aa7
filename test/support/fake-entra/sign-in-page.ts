import type { Clock } from '../../../src/core/ports.ts';
import { type Answer, emptyAnswer, escapeHtml, pageAnswer } from '../fake-http/answer.ts';
import type { Call } from '../fake-http/call.ts';
import { contextsAsked } from './claims-request.ts';
import { EntraRefusal } from './entra-refusal.ts';
import type { EntraState, FakeClient } from './fake-entra-types.ts';
import type { FakePerson } from './fake-people.ts';
import type { GrantStore } from './grant-store.ts';
import { requestedScopes } from './requested-scopes.ts';

/** The button for those who don't want to. */
export const CANCEL = 'cancel';

/** The page where people sign in: GET shows it, POST with `choice` (a person's key, or `cancel`) presses a button. */
export interface SignInPage {
  open(call: Call, tenantId: string): SignInAnswer;
}

/** What the page answers, and who signed in. */
export interface SignInAnswer {
  readonly answer: Answer;
  readonly person?: string;
  readonly error?: string;
}

export function createSignInPage(deps: {
  readonly clock: Clock;
  readonly client: () => FakeClient;
  readonly people: readonly FakePerson[];
  readonly grants: GrantStore;
  readonly state: () => EntraState;
}): SignInPage {
  const { clock, client, people, grants, state } = deps;

  function open(call: Call, tenantId: string): SignInAnswer {
    const { query } = call;
    const redirectUri = query.get('redirect_uri') ?? '';
    // Until the address is known to be the application's, nobody is sent there.
    if (query.get('client_id') !== client().clientId) return errorPage(new EntraRefusal(700016));
    if (!client().redirectUris.includes(redirectUri)) return errorPage(new EntraRefusal(50011));
    try {
      const wish = readWish(query);
      if (query.get('prompt') === 'none') return back(query, { error: 'login_required' });
      if (call.method !== 'POST') return { answer: choicePage(call, tenantId, wish.consentNames) };
      const choice = new URLSearchParams(call.text).get('choice');
      if (choice === CANCEL) return back(query, refusalFields(new EntraRefusal(65004)));
      const person = people.find(({ key, tenantId: home }) => key === choice && home === tenantId);
      if (person === undefined) return errorPage(new EntraRefusal(9000411, { detail: 'choice' }));
      if (state().disabled.includes(person.key)) return errorPage(new EntraRefusal(50057));
      grants.consent(person, wish.scopes);
      const session = { person, startedAt: clock.now(), contexts: wish.contexts, mfa: state().mfaRequired };
      const { scope, challenge, nonce } = wish;
      const code = grants.issueCode({ session, redirectUri, scope, challenge, nonce });
      return { ...back(query, { code, session_state: person.objectId }), person: person.key };
    } catch (error) {
      if (error instanceof EntraRefusal) return back(query, refusalFields(error));
      throw error;
    }
  }

  function choicePage(call: Call, tenantId: string, consentNames: readonly string[]): Answer {
    const hint = call.query.get('login_hint');
    const known = people.filter((someone) => someone.tenantId === tenantId);
    const isHinted = ({ email, objectId }: FakePerson): boolean => email === hint || objectId === hint;
    const ordered = [...known.filter(isHinted), ...known.filter((someone) => !isHinted(someone))];
    const asksConsent = state().consentRequired || call.query.get('prompt') === 'consent';
    const consent = asksConsent
      ? `<p>The application asks for: ${escapeHtml(consentNames.join(', '))}. Signing in grants it.</p>`
      : '';
    const proof =
      state().mfaRequired || call.query.get('claims') !== null
        ? '<p>Extra proof is asked for; signing in counts as proof.</p>'
        : '';
    const buttons = ordered.map(
      (someone) =>
        `<p><button name="choice" value="${someone.key}"${isHinted(someone) ? ' autofocus' : ''}>Sign in as ${escapeHtml(someone.name)}</button></p>`,
    );
    const form = `<form method="post" action="${escapeHtml(call.url)}">${buttons.join('')}
<p><button name="choice" value="${CANCEL}">Cancel</button></p></form>`;
    return pageAnswer(200, 'Sign in (fake Entra)', `${consent}${proof}${form}`);
  }

  return { open };
}

interface Wish {
  readonly scope: string;
  /** As `<resource>/<scope>`. */
  readonly scopes: readonly string[];
  readonly consentNames: readonly string[];
  readonly challenge: string;
  readonly nonce: string | undefined;
  readonly contexts: readonly string[];
}

function readWish(query: URLSearchParams): Wish {
  if (query.get('response_type') !== 'code') throw new EntraRefusal(9000411, { detail: 'response_type' });
  const mode = query.get('response_mode') ?? 'query';
  if (mode !== 'query' && mode !== 'form_post') throw new EntraRefusal(9000411, { detail: 'response_mode' });
  const challenge = query.get('code_challenge') ?? '';
  if (query.get('code_challenge_method') !== 'S256' || !/^[\w-]{43}$/.test(challenge))
    throw new EntraRefusal(9000411, { detail: 'code_challenge' });
  const scope = query.get('scope') ?? '';
  const { resource, names } = requestedScopes(scope);
  return {
    scope,
    scopes: names.map((name) => `${resource}/${name}`),
    consentNames: names,
    challenge,
    nonce: query.get('nonce') ?? undefined,
    contexts: contextsAsked(query.get('claims')),
  };
}

function back(query: URLSearchParams, fields: Readonly<Record<string, string>>): SignInAnswer {
  const redirectUri = query.get('redirect_uri') ?? '';
  const state = query.get('state');
  const all = { ...fields, ...(state === null ? {} : { state }) };
  const error = fields['error'] === undefined ? {} : { error: fields['error'] };
  if (query.get('response_mode') === 'form_post') {
    const inputs = Object.entries(all).map(
      ([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`,
    );
    const form = `<form method="post" action="${escapeHtml(redirectUri)}">${inputs.join('')}<button>Continue</button></form>`;
    return { answer: pageAnswer(200, 'Signed in (fake Entra)', form), ...error };
  }
  const target = new URL(redirectUri);
  for (const [name, value] of Object.entries(all)) target.searchParams.set(name, value);
  return { answer: emptyAnswer(302, { Location: target.href }), ...error };
}

function refusalFields(refusal: EntraRefusal): Readonly<Record<string, string>> {
  return { error: refusal.error, error_description: refusal.message };
}

function errorPage(refusal: EntraRefusal): SignInAnswer {
  const main = `<p>${escapeHtml(refusal.message)}</p>`;
  return { answer: pageAnswer(400, 'Sign-in failed (fake Entra)', main), error: refusal.error };
}
