import { traitsOf } from '../../core/tokens/authority-traits.ts';
import type { OrganizationOf } from '../../core/tokens/organization-of.ts';
import type { Policy } from '../../core/tokens/policy.ts';
import type { Token } from '../../core/tokens/token.ts';
import { usageLines } from '../../core/tokens/usage.ts';
import type { Sentences } from '../../sentences/sentences.ts';

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
  policy: Policy,
  sentences: Sentences,
): {
  readonly usage: readonly UsageSection[];
  readonly moreUsage: readonly UsageSection[];
} {
  const { organization, scopes } = token;
  const { url } = organizationOf(token);
  const known = url === undefined ? {} : { organizationUrl: url };
  const addresses = traitsOf(token, policy).usageAddresses?.({ organization, scopes, ...known });
  const sections = addresses === undefined ? [] : usageLines(addresses, scopes);
  const shown = (wanted: boolean): UsageSection[] =>
    sections.filter(({ relevant }) => relevant === wanted).map((section) => sayUsage(section, sentences));
  return { usage: shown(true), moreUsage: shown(false) };
}

function sayUsage(
  { tool, lines, command = '', caution }: ReturnType<typeof usageLines>[number],
  { say }: Sentences,
): UsageSection {
  const note = say(`usage.${tool}.note`, { command });
  const warning = caution === undefined ? '' : say(`usage.caution.${caution}`);
  return { title: say(`usage.${tool}.title`), lines, note: `${note} ${warning}`.trim() };
}
