import { z } from 'zod';
import type { FakeAzureDevOps } from './fake-azure-devops-types.ts';

/** A token as it comes over the wire. */
export const wireToken = z.object({
  authorizationId: z.string(),
  displayName: z.string(),
  scope: z.string(),
  targetAccounts: z.array(z.string()).nullable(),
  validFrom: z.string(),
  validTo: z.string(),
  token: z.string().nullable(),
});
export const wireResult = z.object({ patToken: wireToken.nullable(), patTokenError: z.string() });
export const wirePage = z.object({ continuationToken: z.string().nullable(), patTokens: z.array(wireToken) });

/** What somebody asks of the fake in a test; the access token is of Ada unless given. */
export interface Question {
  readonly method?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly accessToken?: string;
  readonly organization?: string;
}

/** Asks the fake in the way a good client does. */
export function createAsk(fake: FakeAzureDevOps) {
  async function ask(path: string, { method = 'GET', query = {}, body, accessToken }: Question = {}) {
    const headers: Record<string, string> = {
      Authorization: `Bearer ${accessToken ?? fake.accessToken('ada')}`,
      Accept: 'application/json',
      'X-TFS-FedAuthRedirect': 'Suppress',
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    };
    return fetch(`${fake.url}${path}?${new URLSearchParams(query)}`, {
      method,
      headers,
      redirect: 'manual',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  const pats = ({ organization = 'harbour', query = {}, ...rest }: Question = {}) =>
    ask(`/${organization}/_apis/tokens/pats`, {
      ...rest,
      query: { 'api-version': '7.1-preview.1', ...query },
    });

  return {
    ask,
    pats,
    /** Makes a token; the body names what is out of the ordinary. */
    create: (body: object = {}, more: Question = {}) =>
      pats({
        method: 'POST',
        body: {
          displayName: 'deploy',
          scope: 'vso.code',
          validTo: '2026-02-15T00:00:00Z',
          allOrgs: false,
          ...body,
        },
        ...more,
      }),
  };
}

/** The `patTokenError` of an answer; checks that a refusal has no token. */
export async function errorOf(answer: Response): Promise<string> {
  const { patToken, patTokenError } = wireResult.parse(await answer.json());
  if ((patToken === null) === (patTokenError === 'none'))
    throw new Error('A refusal with a token, or none at all.');
  return patTokenError;
}
