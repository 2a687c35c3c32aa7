import { findScope } from '../../core/tokens/scopes.ts';
import type { SentenceParameters } from '../../sentences/sentences.ts';
import { cleanQuote, looksLikeSecret } from './clean-text.ts';
import { ENGLISH } from './english.ts';
import type { Asked } from './query.ts';
import { type Parameter, parametersIn, questionIn } from './target.ts';

/** The kinds of mistakes. */
type QuestionFault =
  | 'too-long'
  | 'path'
  | 'unknown-parameter'
  | 'empty'
  | 'no-scope'
  | 'any-and-more'
  | 'unknown-scope'
  | 'no-organization'
  | 'unknown-organization'
  | 'service'
  | 'twice';

/** A question that nobody answers, because it can't be the one that somebody meant to ask. */
export interface Misasked {
  readonly fault: QuestionFault;
  /** For whoever configures the proxy: what is wrong, and what to write. */
  readonly text: string;
}

/** Reads the question of a request's target; undefined when there is nothing at its path. */
export type QuestionReader = (target: string) => Asked | Misasked | undefined;

const NAMES = ['scope', 'organization', 'service'];
/** Stands for every scope, or every organization. */
const ANY = 'any';
/** A proxy asks the same few questions for ever: they are read once. */
const MOST_KEPT = 500;
const LONGEST_KEPT = 1_000;
/** Room for every scope that there is. Anybody can send a longer one, and to read it would take time. */
const LONGEST = 4_000;
/** The characters of a host name or a path; spaces inside. */
const SERVICE = /^[\w.~:/[\]-](?:[\w .~:/[\]-]{0,62}[\w.~:/[\]-])?$/;

const TOO_LONG = misasked('too-long', { limit: LONGEST });

/**
 * Creates the reader of questions. The parameters are `scope` (once or more, or `any` alone), `organization` (one of
 * `organizations`, or `any`; needed where there are several) and `service` (what the guarded service is called). A question
 * that holds anything else would pass more tokens than its author wants, so it is a mistake.
 */
export function createQuestionReader({
  organizations,
}: {
  organizations: readonly string[];
}): QuestionReader {
  const kept = new Map<string, Asked | Misasked>();
  return (target) => {
    const question = questionIn(target);
    if (question === undefined) return undefined;
    if (question.length > LONGEST) return TOO_LONG;
    const known = kept.get(question);
    if (known !== undefined) return known;
    const asked = read(parametersIn(question), organizations);
    if (kept.size >= MOST_KEPT) kept.clear();
    if (question.length <= LONGEST_KEPT) kept.set(question, asked);
    return asked;
  };
}

function read(
  parameters: readonly Parameter[] | undefined,
  organizations: readonly string[],
): Asked | Misasked {
  if (parameters === undefined) return misasked('path');
  const values = (name: string) => parameters.filter((one) => one.name === name).map(({ value }) => value);
  const scopes = values('scope').flatMap((text) => text.split(/\s+/));
  const [organization, ...moreOrganizations] = values('organization');
  const [service = '', ...moreServices] = values('service');
  const wrong =
    wrongParameter(parameters) ??
    wrongScopes(scopes) ??
    (moreOrganizations.length > 0 ? misasked('twice', { name: 'organization' }) : undefined) ??
    wrongOrganization(organization, organizations) ??
    (moreServices.length > 0 ? misasked('twice', { name: 'service' }) : undefined) ??
    wrongService(service);
  if (wrong !== undefined) return wrong;
  const [needed = ANY] = organization === undefined ? organizations : [organization];
  return {
    scopes: scopes.includes(ANY) ? [] : scopes,
    ...(needed === ANY ? {} : { organization: needed }),
    service,
  };
}

function wrongParameter(parameters: readonly Parameter[]): Misasked | undefined {
  const unknown = parameters.find(({ name }) => !NAMES.includes(name));
  const empty = parameters.find(({ value }) => value === '');
  if (unknown !== undefined) return misasked('unknown-parameter', { name: cleanQuote(unknown.name) });
  return empty === undefined ? undefined : misasked('empty', { name: empty.name });
}

function wrongScopes(scopes: readonly string[]): Misasked | undefined {
  if (scopes.length === 0) return misasked('no-scope');
  if (scopes.includes(ANY) && scopes.length > 1) return misasked('any-and-more');
  const unknown = scopes.find((id) => id !== ANY && findScope(id) === undefined);
  return unknown === undefined ? undefined : misasked('unknown-scope', { scope: cleanQuote(unknown) });
}

function wrongOrganization(asked: string | undefined, known: readonly string[]): Misasked | undefined {
  if (asked === undefined) return known.length === 1 ? undefined : misasked('no-organization');
  if (asked === ANY || known.includes(asked)) return undefined;
  return misasked('unknown-organization', { organization: cleanQuote(asked) });
}

function wrongService(service: string): Misasked | undefined {
  if (service === '' || (SERVICE.test(service) && !looksLikeSecret(service))) return undefined;
  return misasked('service');
}

function misasked(fault: QuestionFault, facts: SentenceParameters = {}): Misasked {
  return { fault, text: ENGLISH.say(`http.question.${fault}`, facts) };
}
