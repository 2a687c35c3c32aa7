import type { Organization, Token } from './token.ts';

/** Gives where a token is valid: what is known of its organization, or else its id in place of a name. */
export type OrganizationOf = (token: Pick<Token, 'authority' | 'organization'>) => Organization;

/** Makes the look-up among the organizations that are known without asking an authority. */
export function createOrganizationOf({ known }: { known: readonly Organization[] }): OrganizationOf {
  return ({ authority, organization: id }) =>
    known.find((one) => one.authority === authority && one.id === id) ?? { authority, id, name: id };
}
