import { createSecretKey } from 'node:crypto';
import { createBuiltinAuthority } from '../../src/authorities/builtin/builtin-authority.ts';
import type { SignIn } from '../../src/core/sign-in.ts';
import { createOrganizationOf } from '../../src/core/tokens/organization-of.ts';
import type { Policy } from '../../src/core/tokens/policy.ts';
import type { Actor } from '../../src/core/tokens/token.ts';
import type { TokenAuthority } from '../../src/core/tokens/token-authority.ts';
import { createTokenService } from '../../src/core/tokens/token-service.ts';
import { sentencesOf } from '../../src/sentences/sentences.ts';
import { AUTHORITY_TRAITS } from '../../src/service/authorities.ts';
import type { CardData, CardName } from '../../src/teams/cards/card-data.ts';
import type { CreateForm } from '../../src/teams/cards/form-data.ts';
import type { Card, Dialog } from '../../src/teams/cards/reply.ts';
import { openCreate, submitForm } from '../../src/teams/features/create.ts';
import type { FeatureDeps } from '../../src/teams/features/feature-deps.ts';
import { createFakeStore, type FakeStore } from './fake-store.ts';
import { createFixedClock, type FixedClock } from './fixed-clock.ts';
import { createSilentLog } from './silent-log.ts';

export const ENGLISH = sentencesOf('en');

const TENANT = '11111111-1111-4111-8111-111111111111';

export const ADA: Actor = person('aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa', 'Ada Park');
export const BEN: Actor = person('bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb', 'Ben Ito');

/** The features with the real token service and built-in authority, a store in memory and a clock that stands still. */
export interface FeatureWorld {
  readonly deps: FeatureDeps;
  readonly clock: FixedClock;
  readonly store: FakeStore;
  /** An untouched form with these fields filled in. */
  form(fields: Partial<CreateForm>, actor?: Actor): Promise<CreateForm>;
  /** Creates a token through the dialog; gives the token's id. */
  create(name: string, fields?: Partial<CreateForm>, actor?: Actor): Promise<string>;
}

/** What a world has besides the built-in authority, which it is without when it has no organizations. */
export interface MoreWorld {
  readonly signIn?: SignIn;
  readonly authorities?: readonly TokenAuthority[];
}

export function createFeatureWorld(
  policy: Partial<Policy> = {},
  organizations = ['internal'],
  { signIn, authorities = [] }: MoreWorld = {},
): FeatureWorld {
  const clock = createFixedClock();
  const store = createFakeStore();
  const pepper = { version: 1, key: createSecretKey('a pepper for tests only', 'utf8') };
  const known = organizations.map((id) => ({
    authority: 'builtin' as const,
    id,
    name: `Organization ${id}`,
  }));
  const organizationOf = createOrganizationOf({ known });
  const authority = createBuiltinAuthority({
    organizations: known,
    peppers: { current: pepper, find: () => pepper },
  });
  let forms = 0;
  const deps: FeatureDeps = {
    clock,
    organizationOf,
    store,
    sentences: ENGLISH,
    newFormKey: () => {
      forms += 1;
      return `form-key-number-${forms}`;
    },
    tokenService: createTokenService({
      clock,
      store,
      authorities: [...(organizations.length === 0 ? [] : [authority]), ...authorities],
      organizationOf,
      policy: {
        maxLifespanDays: 365,
        forbiddenScopes: [],
        maxTokensPerUser: 50,
        builtinOrganizations: organizations,
        authorities: AUTHORITY_TRAITS,
        ...policy,
      },
      log: createSilentLog(),
      wake: () => {},
    }),
    ...(signIn === undefined ? {} : { signIn }),
  };

  async function form(fields: Partial<CreateForm>, actor = ADA): Promise<CreateForm> {
    const page = dataOf('create-form', (await openCreate({ name: '' }, actor, deps)).card);
    const { formKey, name, organization, lifespan, date, preset } = page;
    return { formKey, name, organization, lifespan, date, preset, ...fields };
  }

  return {
    deps,
    clock,
    store,
    form,
    create: async (name, fields = {}, actor = ADA) => {
      dataOf('secret', (await submitForm(await form({ name, ...fields }, actor), actor, deps)).card);
      const found = (await store.tokens.list(actor)).find((token) => token.name === name);
      if (found === undefined) throw new Error(`no token ${name} was created`);
      return found.id;
    },
  };
}

/** The data of a card that must be of this kind. */
export function dataOf<N extends CardName>(name: N, card: Card): CardData[N] {
  if (card.card !== name)
    throw new Error(`expected the card ${name}, got ${card.card}: ${card.data.summary}`);
  return card.data as CardData[N];
}

/** The data of a dialog page that must be of this kind. */
export function pageOf<N extends CardName>(name: N, page: Dialog | 'close'): CardData[N] {
  if (page === 'close') throw new Error(`expected the page ${name}, but the dialog closed`);
  return dataOf(name, page.card);
}

function person(objectId: string, name: string): Actor {
  return { tenantId: TENANT, objectId, name, locale: 'en-US', place: 'personal' };
}
