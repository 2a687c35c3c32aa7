import type { OrganizationOf } from '../../core/tokens/organization-of.ts';
import type { Token } from '../../core/tokens/token.ts';
import { usageLines } from '../../core/tokens/usage.ts';

/** How one tool takes the token. */
export interface UsageSection {
  readonly title: string;
  readonly lines: readonly string[];
  readonly note: string;
}

/** How tools take a token: those that its scopes are made for, and the others. */
export function viewUsage(
  token: Token,
  organizationOf: OrganizationOf,
): {
  readonly usage: readonly UsageSection[];
  readonly moreUsage: readonly UsageSection[];
} {
  const { authority, organization, scopes } = token;
  const { url } = organizationOf(token);
  const sections = usageLines({
    authority,
    organization,
    scopes,
    ...(url === undefined ? {} : { organizationUrl: url }),
  });
  const shown = (wanted: boolean): UsageSection[] =>
    sections
      .filter(({ relevant }) => relevant === wanted)
      .map(({ title, lines, note = '' }) => ({ title, lines, note }));
  return { usage: shown(true), moreUsage: shown(false) };
}
