import { z } from 'zod';
import { Secret } from '../../core/secrets/secret.ts';
import type { ScopeId } from '../../core/tokens/scopes.ts';
import type { Instant } from '../../core/tokens/token.ts';
import { parseInstant } from './instant-text.ts';

/** A personal access token as Azure DevOps describes it. */
export interface Pat {
  readonly authorizationId: string;
  readonly name: string;
  readonly scopes: readonly ScopeId[];
  readonly createdAt: Instant;
  readonly validTo: Instant;
  /** The ids of the organizations where it is valid, in lower case; undefined when it is valid in all of them. */
  readonly organizationIds: readonly string[] | undefined;
}

/** A token of somebody, as the administrators of an organization see it. */
export interface MemberPat extends Pat {
  /** False once it was revoked, or works no more for another reason. */
  readonly isValid: boolean;
}

/** A new token; without its secret when the answer held none. */
export interface CreatedPat {
  readonly pat: Pat;
  readonly secret: Secret | undefined;
}

/** An organization as its member sees it. */
export interface MemberOrganization {
  readonly id: string;
  readonly name: string;
}

/** A member of an organization: the name by which the administration knows them, and who they are in Microsoft Entra. */
export interface Person {
  readonly descriptor: string;
  /** Their object id, where they are of Microsoft Entra. */
  readonly originId: string;
  /** Where they come from: `aad` for Microsoft Entra. */
  readonly origin: string;
  readonly name: string;
  readonly email: string;
}

/** One page of a list, and the token of the next page; undefined on the last page. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const instant = z.string().transform((value, context) => {
  const parsed = parseInstant(value);
  if (parsed !== undefined) return parsed;
  context.addIssue('not a timestamp');
  return z.NEVER;
});

/** Every reader ignores unknown fields, because the service adds some from time to time. */
const patFields = z.object({
  authorizationId: z.string().min(1),
  displayName: text,
  scope: text,
  validFrom: instant.nullish(),
  validTo: instant,
  targetAccounts: z.array(z.string()).nullish(),
});
const pat = patFields.transform(patOf);
const memberPat = patFields
  .extend({ isValid: z.boolean().nullish() })
  .transform((row): MemberPat => ({ ...patOf(row), isValid: row.isValid !== false }));
const result = z.object({ patToken: pat });
const secretOf = z.object({ patToken: z.object({ token: z.string().min(1) }) });
const refusal = z.object({
  patToken: z.null().optional(),
  patTokenError: z.string().min(1),
  patTokenErrorMessage: z.string().nullish(),
});
const next = text.transform((value) => (value === '' ? undefined : value));
const patPage = z.object({ patTokens: z.array(pat), continuationToken: next });
const adminPage = z.object({ value: z.array(memberPat), continuationToken: next });
const profile = z.object({ id: z.string().min(1) });
const accounts = z.object({
  value: z.array(z.object({ accountId: z.string(), accountName: z.string().min(1) })),
});
const user = z
  .object({
    descriptor: z.string().min(1),
    originId: text,
    origin: text,
    displayName: text,
    mailAddress: text,
    principalName: text,
  })
  .transform(
    (row): Person => ({
      descriptor: row.descriptor,
      originId: row.originId,
      origin: row.origin,
      name: row.displayName,
      email: row.mailAddress || row.principalName,
    }),
  );
const users = z.object({ value: z.array(user) });
const problem = z.object({ typeKey: z.string().min(1) });

/** Why a personal access token was refused, in Azure DevOps' words; undefined when the text says no such thing. */
export function readRefusal(json: string): { error: string; message?: string } | undefined {
  const read = parse(refusal, json);
  if (read === undefined || read.patTokenError.toLowerCase() === 'none') return undefined;
  const { patTokenError: error, patTokenErrorMessage: message } = read;
  return typeof message === 'string' && message !== '' ? { error, message } : { error };
}

/** The name of a general error of the service; undefined when the text names none. */
export const readProblem = (json: string): string | undefined => parse(problem, json)?.typeKey;

/** One token, new or changed or looked up; undefined for an answer of another form. */
export const readPat = (json: string): Pat | undefined => parse(result, json)?.patToken;

/** A token that was just made; undefined for an answer of another form. The secret is wrapped before anything else sees it. */
export function readCreated(json: string): CreatedPat | undefined {
  const read = readPat(json);
  if (read === undefined) return undefined;
  const token = parse(secretOf, json)?.patToken.token;
  return { pat: read, secret: token === undefined ? undefined : new Secret(token) };
}

/** A page of the person's own tokens; undefined for an answer of another form. */
export function readPatPage(json: string): Page<Pat> | undefined {
  const read = parse(patPage, json);
  return read && { items: read.patTokens, next: read.continuationToken };
}

/** A page of a member's tokens, as administrators see it; undefined for an answer of another form. */
export function readAdminPage(json: string): Page<MemberPat> | undefined {
  const read = parse(adminPage, json);
  return read && { items: read.value, next: read.continuationToken };
}

/** The id of the signed-in person's profile; undefined for an answer of another form. */
export const readProfileId = (json: string): string | undefined => parse(profile, json)?.id;

/** The organizations of a person; ids in lower case. Like the other readers, undefined for an answer of another form. */
export function readOrganizations(json: string): readonly MemberOrganization[] | undefined {
  return parse(accounts, json)?.value.map(({ accountId, accountName }) => ({
    id: accountId.toLowerCase(),
    name: accountName,
  }));
}

/** A page of people; the next page's token is in a header. Undefined for an answer of another form. */
export function readUserPage(json: string, headers: Headers): Page<Person> | undefined {
  const read = parse(users, json);
  return read && { items: read.value, next: headers.get('x-ms-continuationtoken') || undefined };
}

/** One person; undefined for an answer of another form. */
export const readUser = (json: string): Person | undefined => parse(user, json);

function patOf(row: z.output<typeof patFields>): Pat {
  return {
    authorizationId: row.authorizationId,
    name: row.displayName,
    scopes: row.scope.split(/[\s,]+/).filter((scope) => scope !== ''),
    createdAt: row.validFrom ?? 0,
    validTo: row.validTo,
    organizationIds: row.targetAccounts?.map((id) => id.toLowerCase()),
  };
}

function parse<T>(schema: z.ZodType<T>, json: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}
