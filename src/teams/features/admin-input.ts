import { z } from 'zod';
import type { AskedTokens } from '../../core/administration/asked-tokens.ts';
import type { PageKey, TokenSort } from '../../core/store/oversight.ts';
import type { PersonId, TokenState } from '../../core/tokens/token.ts';
import { optionalText, typedText } from './input-fields.ts';

const MOST_DAYS = 3650;

/** Somebody, by ids. */
export const person = z.object({ tenantId: z.string().min(1).max(64), objectId: z.string().min(1).max(64) });

/** A token of somebody, by ids. */
export const ownedTokenInput = z.object({ owner: person, tokenId: z.string().min(1).max(64) });
/** A request, by its id. */
export const jobInput = z.object({ jobId: z.string().min(1).max(64) });

const days = optionalText.transform((text) => {
  const number = Number(text);
  return Number.isInteger(number) && number >= 1 && number <= MOST_DAYS ? number : undefined;
});
const choice = <T extends string>(...choices: readonly T[]) =>
  optionalText.transform((text) => choices.find((one) => one === text));
/** A box that is ticked, whatever clients send for that. */
export const flag = optionalText.transform((text) => (text === 'true' ? (true as const) : undefined));

/** Which list of everybody's tokens: its filter, its order and its page. Fields that say nothing are left out. */
export interface AdminQuery {
  readonly asked: AskedTokens;
  readonly sort: TokenSort;
  readonly after?: PageKey;
}

/** The query as a form and as buttons carry it: flat, because a form has only fields. */
export const queryInput = z
  .object({
    owner: person.optional().catch(undefined),
    organization: typedText,
    authority: typedText,
    scope: typedText,
    privileges: choice('full', 'high'),
    state: choice<TokenState | 'all'>('active', 'expired', 'revoked', 'all'),
    endsWithinDays: days,
    olderThanDays: days,
    idleDays: days,
    beyondPolicy: flag,
    undelivered: flag,
    unreachable: flag,
    sort: choice<TokenSort>('ends', 'newest'),
    after: z
      .object({ at: z.coerce.number().int(), id: z.string().max(64) })
      .optional()
      .catch(undefined),
  })
  .transform(({ sort = 'ends', after, state, ...fields }): AdminQuery => {
    const said = { ...fields, state: state === 'all' ? undefined : state };
    const asked: AskedTokens = Object.fromEntries(
      Object.entries(said).filter(([, value]) => value !== undefined && value !== ''),
    );
    return after === undefined ? { asked, sort } : { asked, sort, after };
  });

/** A query as a button's data, and as the values of a form: every field there, empty where it says nothing. */
export interface QueryFields {
  readonly owner?: PersonId;
  readonly organization: string;
  readonly authority: string;
  readonly scope: string;
  readonly privileges: string;
  readonly state: string;
  readonly endsWithinDays: string;
  readonly olderThanDays: string;
  readonly idleDays: string;
  readonly beyondPolicy: string;
  readonly undelivered: string;
  readonly unreachable: string;
  readonly sort: TokenSort;
  readonly after?: PageKey;
}

/** The fields of a query. */
export function fieldsOf({ asked, sort, after }: AdminQuery): QueryFields {
  const text = (value: string | number | boolean | undefined) => (value === undefined ? '' : String(value));
  return {
    ...(asked.owner === undefined ? {} : { owner: asked.owner }),
    organization: text(asked.organization),
    authority: text(asked.authority),
    scope: text(asked.scope),
    privileges: asked.privileges ?? 'any',
    state: asked.state ?? 'all',
    endsWithinDays: text(asked.endsWithinDays),
    olderThanDays: text(asked.olderThanDays),
    idleDays: text(asked.idleDays),
    beyondPolicy: asked.beyondPolicy === true ? 'true' : 'any',
    undelivered: text(asked.undelivered),
    unreachable: text(asked.unreachable),
    sort,
    ...(after === undefined ? {} : { after }),
  };
}
