import { createSystemClock } from '../../src/core/timing/clock.ts';
import type { Instant } from '../../src/core/tokens/token.ts';
import { createFakeAzureDevOps } from './fake-azure-devops/fake-azure-devops.ts';
import type { FakeAzureDevOps } from './fake-azure-devops/fake-azure-devops-types.ts';
import { createFakeEntra } from './fake-entra/fake-entra.ts';
import type { FakeEntra } from './fake-entra/fake-entra-types.ts';
import { fakePerson, LOCAL_TENANT_ID } from './fake-entra/fake-people.ts';
import {
  buttonData,
  cardOf,
  dialogCard,
  type RunningService,
  runService,
  secretOn,
  shownText,
} from './running-service.ts';
import { type SentSignIn, signInCardOf } from './sign-in-world.ts';
import type { DrivenAnswer, DrivenPerson } from './teams-driver.ts';

type Json = Readonly<Record<string, unknown>>;

/** What the browser showed at the end of a sign-in. */
export interface Browsed {
  readonly status: number;
  readonly page: string;
  /** The code on the page; empty when it shows none. */
  readonly code: string;
}

/** The whole service with Microsoft Entra and Azure DevOps behind it, on loopback. */
export interface AzureWorld {
  readonly service: RunningService;
  readonly entra: FakeEntra;
  readonly azure: FakeAzureDevOps;
  /** What the service was told about them, as environment variables. */
  readonly settings: Readonly<Record<string, string>>;
  readonly ada: DrivenPerson;
  readonly ben: DrivenPerson;
  /** The newest sign-in card in the person's own chat. */
  signInCard(person: DrivenPerson): SentSignIn;
  /** Opens the address of a sign-in button and signs in there as somebody. */
  browse(address: string, whom: string): Promise<Browsed>;
  /** `/pat signin` through the page, to the end. Gives after the first look at the person's tokens has been told. */
  signIn(person: DrivenPerson): Promise<void>;
  /** Presses a button of a card: what takes the card's place, or the sentence that is shown with it. */
  press(person: DrivenPerson, data: Json): Promise<{ readonly card: Json; readonly text: string }>;
  /** The clocks of the service and of both fakes go on by whole hours; Ada moves the service's, in the chat. */
  pass(hours: number): Promise<void>;
  /** Stops the service and starts it again, so many hours later, after which its sweep and notices are over. */
  restartLater(hours: number): Promise<void>;
  /** Submits the form of the create dialog; gives the page that answers. */
  submitNew(person: DrivenPerson, name: string, fields?: Json): Promise<DrivenAnswer>;
  /** Creates a token in `harbour`; gives its secret and its ids in Patkeeper and in Azure DevOps. */
  create(
    person: DrivenPerson,
    name: string,
    fields?: Json,
  ): Promise<{ readonly id: string; readonly authorizationId: string; readonly secret: string }>;
  /** Stops everything. Rejects when a request of the service was outside Azure DevOps' contract. */
  close(): Promise<void>;
}

/** msal renews access tokens five minutes before their end, so that these are renewed for every call. */
const SHORT_LIVED_SECONDS = 240;
const HOUR = 60 * 60 * 1000;

/**
 * Starts everything, with all clocks in the hour before `at` if that is said. Sign-ins outlive moves of the clock: their
 * access tokens are renewed for every call.
 */
export async function startAzureWorld(
  more: Readonly<Record<string, string>> = {},
  at?: Instant,
): Promise<AzureWorld> {
  const offsetHours = at === undefined ? 0 : Math.floor((at - Date.now()) / HOUR);
  const clock = createSystemClock(offsetHours);
  const entra = await createFakeEntra({ clock });
  const azure = await createFakeAzureDevOps({ clock, entra });
  entra.set({ accessTokenSeconds: SHORT_LIVED_SECONDS });
  const [ada, ben] = [driven('ada'), driven('ben')];
  const settings = {
    AUTHORITIES: 'azure-devops',
    AZURE_DEVOPS_URL: azure.url,
    AZURE_DEVOPS_PROFILE_URL: azure.url,
    ENTRA_AUTHORITY: entra.authority(),
    ENTRA_CLIENT_ID: entra.client.clientId,
    ENTRA_CLIENT_SECRET: entra.client.secret,
    ...(offsetHours === 0 ? {} : { CLOCK_OFFSET_HOURS: String(offsetHours) }),
    ...more,
  };
  const service = await runService(settings, { tenantId: LOCAL_TENANT_ID, ada, ben }).catch(
    async (error: unknown) => {
      // Open servers would keep the process of the tests alive for ever.
      await Promise.all([azure.close(), entra.close()]);
      throw error;
    },
  );
  const allowRedirects = () => entra.addRedirectUri(`${service.botUrl}/auth/callback`);
  allowRedirects();

  const world: AzureWorld = {
    service,
    entra,
    azure,
    settings,
    ada,
    ben,
    signInCard(person) {
      const card = service
        .saidTo(person)
        .map(signInCardOf)
        .findLast((one) => one !== undefined);
      if (card === undefined) throw new Error(`${person.name} was not asked to sign in`);
      return card;
    },
    async browse(address, whom) {
      const start = await fetch(address, { redirect: 'manual' });
      const to = start.headers.get('location');
      const shown = to === null ? start : await fetch(await entra.signIn(to, whom));
      const page = await shown.text();
      const [, code = ''] = /data-code="([^"]+)"/.exec(page) ?? [];
      return { status: shown.status, page, code };
    },
    async signIn(person) {
      const whom = keyOf(person);
      await service.teams.say(person, '/pat signin');
      const { code } = await world.browse(addressOf(world.signInCard(person)), whom);
      await service.teams.verifyState(person, code);
      await service.untilSaid(person, /You have \d+ tokens? in/);
    },
    async press(person, { verb, ...data }) {
      const { body } = await service.teams.execute(person, String(verb), data, 'message-1');
      const { value } = body as { readonly value: Json | string };
      return typeof value === 'string' ? { card: {}, text: value } : { card: value, text: shownText(value) };
    },
    async pass(hours) {
      clock.shift(hours);
      await service.teams.say(ada, `/pat clock +${hours}h`);
    },
    async restartLater(hours) {
      clock.shift(hours);
      const CLOCK_OFFSET_HOURS = String(clock.offsetHours());
      await service.restart({ CLOCK_OFFSET_HOURS });
      // The first turns of sweeper and dispatcher begin at once, and stopping waits for their end.
      await service.restart({ CLOCK_OFFSET_HOURS });
      await service.restart({ CLOCK_OFFSET_HOURS });
      allowRedirects();
    },
    async submitNew(person, name, fields = {}) {
      const page = dialogCard(await service.teams.openDialog(person, { verb: 'create.open', name }));
      const { formKey } = buttonData(page, 'create.submit');
      const typed = { name, organization: 'azure-devops:harbour', lifespan: '30', date: '', preset: 'clone' };
      return service.teams.submitDialog(person, { verb: 'create.submit', formKey, ...typed, ...fields });
    },
    async create(person, name, fields) {
      const secret = secretOn(dialogCard(await world.submitNew(person, name, fields)));
      const notice = await service.untilSaid(person, new RegExp(`New token +${name} `));
      const id = String(buttonData(cardOf(notice), 'revoke.ask')['tokenId']);
      const made = azure.tokens(keyOf(person)).findLast(({ displayName }) => displayName === name);
      return { id, secret, authorizationId: made?.authorizationId ?? '' };
    },
    async close() {
      const { problems } = azure;
      await service.close();
      await azure.close();
      await entra.close();
      if (problems.length > 0)
        throw new Error(`outside the contract of Azure DevOps: ${problems.join('; ')}`);
    },
  };
  return world;
}

/** The address behind the button of a sign-in card. */
export function addressOf(card: SentSignIn): string {
  return card.buttons[0]?.value ?? '';
}

/** Somebody of the fake Entra as Teams knows them. */
export function driven(key: string): DrivenPerson {
  const { name, objectId } = fakePerson(key);
  return { name, id: `29:1${key}`, aadObjectId: objectId };
}

function keyOf({ id }: DrivenPerson): string {
  return id.slice('29:1'.length);
}
