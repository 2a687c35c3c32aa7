import { findScope } from '../../core/tokens/scopes.ts';
import { cleanQuote, looksLikeSecret } from './clean-text.ts';
import type { Asked } from './query.ts';
import { type Parameter, parametersIn, questionIn } from './target.ts';

/** A question that nobody answers, because it can't be the one that somebody meant to ask. */
export interface Misasked {
  /** The kind of mistake, one of a few. */
  readonly fault: string;
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

const TOO_LONG = misasked(
  'too-long',
  `The question has more than ${LONGEST} characters.`,
  'Write each scope once.',
);

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
  if (parameters === undefined)
    return misasked('path', 'The path is not made of names and values in turn.', 'Write /scope/vso.code/-/.');
  const values = (name: string) => parameters.filter((one) => one.name === name).map(({ value }) => value);
  const scopes = values('scope').flatMap((text) => text.split(/\s+/));
  const [organization, ...moreOrganizations] = values('organization');
  const [service = '', ...moreServices] = values('service');
  const wrong =
    wrongParameter(parameters) ??
    wrongScopes(scopes) ??
    (moreOrganizations.length > 0 ? askedTwice('organization') : undefined) ??
    wrongOrganization(organization, organizations) ??
    (moreServices.length > 0 ? askedTwice('service') : undefined) ??
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
  if (unknown !== undefined) {
    const what = `There is no parameter "${cleanQuote(unknown.name)}".`;
    return misasked('unknown-parameter', what, 'Write scope, organization or service, in lower case.');
  }
  if (empty === undefined) return undefined;
  return misasked('empty', `The parameter ${empty.name} is empty.`, 'Write its value, or leave it out.');
}

function wrongScopes(scopes: readonly string[]): Misasked | undefined {
  if (scopes.length === 0) {
    const fix = 'Write the scope that a token needs, scope=vso.code for example, or scope=any.';
    return misasked('no-scope', 'The parameter scope is missing.', fix);
  }
  if (scopes.includes(ANY) && scopes.length > 1)
    return misasked('any-and-more', 'The scope any stands beside others.', 'Write scope=any alone.');
  const unknown = scopes.find((id) => id !== ANY && findScope(id) === undefined);
  if (unknown === undefined) return undefined;
  const fix = 'Write a scope as Patkeeper spells it, vso.code_write for example.';
  return misasked('unknown-scope', `There is no scope "${cleanQuote(unknown)}".`, fix);
}

function wrongOrganization(asked: string | undefined, known: readonly string[]): Misasked | undefined {
  const fix = 'Write one of BUILTIN_ORGANIZATIONS, or organization=any.';
  if (asked === undefined) {
    if (known.length === 1) return undefined;
    const what = 'The parameter organization is missing, and there are several organizations.';
    return misasked('no-organization', what, fix);
  }
  if (asked === ANY || known.includes(asked)) return undefined;
  return misasked('unknown-organization', `There is no organization "${cleanQuote(asked)}".`, fix);
}

function wrongService(service: string): Misasked | undefined {
  if (service === '' || (SERVICE.test(service) && !looksLikeSecret(service))) return undefined;
  const fix = 'Write 64 characters at most, such as a host name or a path has.';
  return misasked('service', 'The parameter service is no name for a service.', fix);
}

function askedTwice(name: string): Misasked {
  return misasked('twice', `The parameter ${name} stands there twice.`, 'Write it once.');
}

function misasked(fault: string, what: string, fix: string): Misasked {
  return { fault, text: `${what} ${fix}` };
}
