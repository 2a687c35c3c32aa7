import { BUILTIN_TRAITS } from '../../src/authorities/builtin/traits.ts';
import { ATTENTION } from '../../src/core/administration/administration.ts';
import type { AskedTokens } from '../../src/core/administration/asked-tokens.ts';
import { ATTENTION_ASKED, filterOf } from '../../src/core/administration/filter-of.ts';
import { MOST_COUNTED } from '../../src/core/administration/looking.ts';
import { namesOf } from '../../src/core/administration/owners.ts';
import type { OversightStore, PageKey, TokenFilter, TokenSort } from '../../src/core/store/oversight.ts';
import type { Policy } from '../../src/core/tokens/policy.ts';
import type { Token } from '../../src/core/tokens/token.ts';
import { ELSEWHERE_AUTHORITY, personAt, REMOVED } from './store-shape.ts';
import { type Summary, summarize } from './store-statistics.ts';

/** One question, and what it took in milliseconds. */
export interface Answered extends Summary {
  readonly what: string;
}

export interface FiltersAsked {
  readonly oversight: OversightStore;
  readonly now: number;
  readonly rounds: number;
  /** How often each question is asked in a round. */
  readonly times: number;
  /** Only questions with one of these words in their name are asked; an empty word is in all. */
  readonly only: readonly string[];
}

/** Questions whose name begins so ask for several counts at once; each count is judged alone. */
export const TOGETHER = 'all counts';
const PAGE = 50;
const SORTS: readonly TokenSort[] = ['ends', 'newest'];

/** A policy that was made stricter than that of the fill: a rare scope and full access, and what lives long. */
const POLICY: Policy = {
  maxLifespanDays: 60,
  forbiddenScopes: ['vso.security_manage'],
  maxTokensPerUser: 20,
  builtinOrganizations: ['internal'],
  authorities: [BUILTIN_TRAITS],
};

/** Each filter alone, with much and with little to find. */
const ALONE: Readonly<Record<string, AskedTokens>> = {
  'no filter': {},
  owner: { owner: personAt(7) },
  'organization of most': { organization: 'internal' },
  'organization of few': { organization: REMOVED.organization },
  'organization elsewhere': { organization: 'contoso-3' },
  'authority of most': { authority: 'builtin' },
  'authority elsewhere': { authority: ELSEWHERE_AUTHORITY },
  'scope of all but few': { scope: 'vso.packaging' },
  'scope of few': { scope: 'vso.security_manage' },
  'scope of nobody': { scope: 'vso.wiki' },
  'full access': { privileges: 'full' },
  'high privileges': { privileges: 'high' },
  active: { state: 'active' },
  expired: { state: 'expired' },
  revoked: { state: 'revoked' },
  'ends within 7 days': { endsWithinDays: 7 },
  'ends within 30 days': { endsWithinDays: 30 },
  'older than 30 days': { olderThanDays: 30 },
  'older than 80 days': { olderThanDays: 80 },
  'older than a year': { olderThanDays: 365 },
  'unused for 30 days': { idleDays: 30 },
  'unused for 60 days': { idleDays: 60 },
  'beyond policy': { beyondPolicy: true },
  undelivered: { undelivered: true },
  'owner unreachable': { unreachable: true },
};

/** Asks every question of administration as often as is said, the first time of each unmeasured. */
export async function measureFilters(
  asked: FiltersAsked,
  onAnswer: (answered: Answered) => void,
): Promise<readonly Answered[]> {
  const { oversight, now } = asked;
  const found: Answered[] = [];

  async function time(what: string, ask: () => Promise<unknown>): Promise<void> {
    if (!asked.only.some((word) => what.includes(word))) return;
    await ask();
    const rounds: number[][] = [];
    for (let round = 0; round < asked.rounds; round += 1) {
      const took: number[] = [];
      for (let n = 0; n < asked.times; n += 1) {
        const begun = performance.now();
        await ask();
        took.push(performance.now() - begun);
      }
      rounds.push(took);
    }
    const answered = { what, ...summarize(rounds) };
    found.push(answered);
    onAnswer(answered);
  }

  const count = (filter: TokenFilter) => oversight.countTokens(filter, now, MOST_COUNTED + 1);

  async function pages(what: string, filter: TokenFilter): Promise<void> {
    for (const sort of SORTS) {
      const page = (after?: PageKey) =>
        oversight.findTokens({ filter, sort, now, limit: PAGE + 1, ...(after && { after }) });
      await time(`${what}: page, ${sort}`, () => page());
      const after = endOf(await page(), sort);
      if (after !== undefined) await time(`${what}: next page, ${sort}`, () => page(after));
    }
  }

  const questions = new Map(Object.entries(ALONE));
  for (const what of ATTENTION) if (what !== 'active') questions.set(`card: ${what}`, ATTENTION_ASKED[what]);
  for (const [what, tokens] of questions) {
    const filter = filterOf(tokens, POLICY, now);
    await pages(what, filter);
    await time(`${what}: count`, () => count(filter));
  }
  const name = { name: 'build server 77' };
  await pages('name begins', name);
  const card = ATTENTION.map((what) => filterOf(ATTENTION_ASKED[what], POLICY, now));
  await time(`${TOGETHER} of the first card at once`, () => Promise.all(card.map(count)));
  await time('people by a part of their names', () =>
    oversight.findPeople({ words: 'person 7777', ids: [], limit: 11 }),
  );
  const shown = await oversight.findTokens({ filter: {}, sort: 'ends', now, limit: PAGE });
  await time('names of a page’s owners', () =>
    namesOf(
      oversight,
      shown.map(({ owner }) => owner),
    ),
  );
  await time('people who were not reached', () => oversight.findUnreached({ limit: PAGE }));
  return found;
}

/** Where the next page begins; undefined on the last one. */
function endOf(tokens: readonly Token[], sort: TokenSort): PageKey | undefined {
  const last = tokens[PAGE - 1];
  if (tokens.length <= PAGE || last === undefined) return undefined;
  return { at: sort === 'ends' ? last.validTo : last.createdAt, id: last.id };
}
