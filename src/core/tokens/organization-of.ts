import type { Organization, Token } from './token.ts';

/** The organization of a token: what is known about it, or its id if no name is known. */
export type OrganizationOf = (token: Pick<Token, 'authority' | 'organization'>) => Organization;

/** Makes the look-up among the organizations that are known without asking an authority. */
export function createOrganizationOf({ known }: { known: readonly Organization[] }): OrganizationOf {
  return ({ authority, organization: id }) =>
    known.find((one) => one.authority === authority && one.id === id) ?? { authority, id, name: id };
}
