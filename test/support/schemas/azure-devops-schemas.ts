import { z } from 'zod';
import { PAT_TOKEN_ERRORS } from './pat-errors.ts';

// A reduced form of Azure DevOps' descriptions of its REST interfaces (Tokens, Account, Profile, TokenAdmin and Graph, 7.1
// and 7.2): what is used here, and stricter where a client of ours has no reason to be loose.

const guid = z.guid();
const instant = z.iso.datetime({ offset: true });
const flag = z.enum(['true', 'false']);
const wholeNumber = z.string().regex(/^\d{1,9}$/, 'is no whole number');
/** One space between scopes. */
const scope = z.string().regex(/^[\w.]+(?: [\w.]+)*$/, 'is no list of scopes with one space between');
const secret = z
  .string()
  .regex(/^[A-Za-z0-9]{52}JQQJ99[A-Za-z0-9][A-L][A-Za-z0-9]{12}AAAAAZDO[A-Za-z0-9]{4}$/);

const PREVIEW = { 'api-version': z.enum(['7.1-preview.1', '7.2-preview.1']) };
const RELEASED = { 'api-version': z.literal('7.1') };

const createBody = z.strictObject({
  displayName: z.string().min(1),
  scope,
  validTo: instant,
  allOrgs: z.literal(false).optional(),
});
const updateBody = createBody.partial().extend({ authorizationId: guid });

function patToken<Secret extends z.ZodType>(token: Secret) {
  return z.strictObject({
    authorizationId: guid,
    displayName: z.string(),
    scope: z.string(),
    targetAccounts: z.array(guid).nullable(),
    validFrom: instant,
    validTo: instant,
    token,
  });
}

function patResult<Secret extends z.ZodType>(token: Secret) {
  return z
    .strictObject({
      patToken: patToken(token).nullable(),
      patTokenError: z.enum(PAT_TOKEN_ERRORS),
      patTokenErrorMessage: z.string().optional(),
    })
    .refine(
      (result) => (result.patTokenError === 'none') === (result.patToken !== null),
      'has a token and an error, or neither',
    );
}

const patPage = z.strictObject({
  continuationToken: z.string().nullable(),
  patTokens: z.array(patToken(z.null())).max(100),
});

function listOf<Item extends z.ZodType>(item: Item) {
  return z
    .strictObject({ count: z.int(), value: z.array(item) })
    .refine(({ count, value }) => count === value.length, 'has a wrong count');
}

const account = z.looseObject({ accountId: guid, accountUri: z.url(), accountName: z.string().min(1) });
const profile = z.looseObject({
  id: guid,
  displayName: z.string(),
  emailAddress: z.string(),
  coreRevision: z.int(),
  revision: z.int(),
  timeStamp: instant,
});
const sessionToken = z.looseObject({
  authorizationId: guid,
  accessId: guid,
  userId: guid,
  clientId: guid,
  displayName: z.string(),
  scope: z.string(),
  targetAccounts: z.array(guid).nullable(),
  validFrom: instant,
  validTo: instant,
  isValid: z.boolean(),
  isPublic: z.boolean(),
  token: z.null(),
});
const subject = z.looseObject({
  subjectKind: z.literal('user'),
  descriptor: z.string().regex(/^(?:aad|svc)\.\S+$/),
  displayName: z.string(),
  origin: z.enum(['aad', 'vsts']),
  originId: z.string(),
  url: z.url(),
});

/** One operation as clients of ours may use it, and what it answers. */
export interface OperationSchema {
  readonly operation: string;
  readonly method: string;
  readonly path: RegExp;
  /** The whole query. */
  readonly query: z.ZodType;
  /** Left out: no body. */
  readonly body?: z.ZodType;
  /** The good answers by status; `empty` for no body. */
  readonly answers: Readonly<Record<number, z.ZodType | 'empty'>>;
}

const PATS = /^\/[^/]+\/_apis\/tokens\/pats$/;
const one = z.strictObject({ ...PREVIEW, authorizationId: guid });

/** Every operation; the first whose method, path and query fit is meant. */
export const OPERATION_SCHEMAS: readonly OperationSchema[] = [
  { operation: 'get', method: 'GET', path: PATS, query: one, answers: { 200: patResult(z.null()) } },
  {
    operation: 'list',
    method: 'GET',
    path: PATS,
    query: z.strictObject({
      ...PREVIEW,
      displayFilterOption: z.enum(['active', 'revoked', 'expired', 'all']).optional(),
      sortByOption: z.enum(['displayName', 'displayDate', 'status']).optional(),
      isSortAscending: flag.optional(),
      $top: wholeNumber.refine((top) => Number(top) >= 1 && Number(top) <= 100, 'is not 1 to 100').optional(),
      continuationToken: z.string().min(1).optional(),
    }),
    answers: { 200: patPage },
  },
  {
    operation: 'create',
    method: 'POST',
    path: PATS,
    query: z.strictObject(PREVIEW),
    body: createBody,
    answers: { 200: patResult(secret) },
  },
  {
    operation: 'update',
    method: 'PUT',
    path: PATS,
    query: z.strictObject(PREVIEW),
    body: updateBody,
    answers: { 200: patResult(z.null()) },
  },
  { operation: 'revoke', method: 'DELETE', path: PATS, query: one, answers: { 200: 'empty', 204: 'empty' } },
  {
    operation: 'profile',
    method: 'GET',
    path: /^\/_apis\/profile\/profiles\/me$/,
    query: z.strictObject(RELEASED),
    answers: { 200: profile },
  },
  {
    operation: 'accounts',
    method: 'GET',
    path: /^\/_apis\/accounts$/,
    query: z.strictObject({ ...RELEASED, memberId: guid }),
    answers: { 200: listOf(account) },
  },
  {
    operation: 'admin-list',
    method: 'GET',
    path: /^\/[^/]+\/_apis\/tokenadmin\/personalaccesstokens\/[^/]+$/,
    query: z.strictObject({
      ...RELEASED,
      pageSize: wholeNumber.optional(),
      continuationToken: guid.optional(),
      isPublic: flag.optional(),
    }),
    answers: {
      200: z.strictObject({ value: z.array(sessionToken), continuationToken: guid.nullable() }),
    },
  },
  {
    operation: 'admin-revoke',
    method: 'POST',
    path: /^\/[^/]+\/_apis\/tokenadmin\/revocations$/,
    query: z.strictObject({ ...RELEASED, isPublic: flag.optional() }),
    body: z.array(z.strictObject({ authorizationId: guid })).min(1),
    answers: { 204: 'empty' },
  },
  {
    operation: 'graph-users',
    method: 'GET',
    path: /^\/[^/]+\/_apis\/graph\/users$/,
    query: z.strictObject({
      ...PREVIEW,
      subjectTypes: z.string().optional(),
      continuationToken: z.string().min(1).optional(),
    }),
    answers: { 200: listOf(subject) },
  },
  {
    operation: 'graph-user',
    method: 'GET',
    path: /^\/[^/]+\/_apis\/graph\/users\/[^/]+$/,
    query: z.strictObject(PREVIEW),
    answers: { 200: subject },
  },
  {
    operation: 'subject-query',
    method: 'POST',
    path: /^\/[^/]+\/_apis\/graph\/subjectquery$/,
    query: z.strictObject(PREVIEW),
    body: z.strictObject({
      query: z.string().min(1),
      subjectKind: z.array(z.enum(['User', 'Group'])).min(1),
    }),
    answers: { 200: listOf(subject) },
  },
  {
    operation: 'connection-data',
    method: 'GET',
    path: /^\/[^/]+\/_apis\/connectionData$/i,
    query: z.looseObject({}),
    answers: { 200: z.looseObject({ authenticatedUser: z.looseObject({ id: guid }), instanceId: guid }) },
  },
];
