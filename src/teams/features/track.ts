import { z } from 'zod';
import { isGuid } from '../../core/guid.ts';
import { reminderDueAt } from '../../core/notices/notices.ts';
import { bareName } from '../../core/tokens/name-match.ts';
import { dateLimits } from '../../core/tokens/policy.ts';
import {
  type Actor,
  type Instant,
  type Organization,
  type Token,
  tokenState,
} from '../../core/tokens/token.ts';
import { LONGEST_TRACKED_DAYS } from '../../core/tokens/tracking.ts';
import { type FieldErrors, fieldErrorsOf } from '../../sentences/say-error.ts';
import type { Sentences } from '../../sentences/sentences.ts';
import type { AboutToken } from '../cards/about-token.ts';
import { formatInstant } from '../cards/format.ts';
import { messageCard } from '../cards/message-card.ts';
import { leftOutNews, withoutSecretsIn } from '../cards/plain-text.ts';
import type { Card, Dialog } from '../cards/reply.ts';
import { toActor } from '../cards/reply.ts';
import { change, view } from './action-entry.ts';
import { command, isNoName } from './command-entry.ts';
import { organizationValue, readOrganization } from './create-form.ts';
import type { FeatureDeps } from './feature-deps.ts';
import { aboutTokenInput, id, keptName, optionalText } from './input-fields.ts';
import { tokenCard } from './show.ts';
import { offerFollow } from './track-app.ts';

/** The data of the cards that this file makes. */
declare module '../cards/card-data.ts' {
  interface CardData {
    track: Summarised & { readonly title: string; readonly text: string; readonly name: string };
    'track-form': Summarised & {
      readonly intro: string;
      readonly formKey: string;
      readonly name: string;
      readonly nameError: string;
      /** The organization it is for, as a form's value; empty when the form asks where it is valid. */
      readonly organization: string;
      readonly asksWhere: boolean;
      readonly where: string;
      readonly whereError: string;
      readonly date: string;
      readonly minDate: string;
      readonly maxDate: string;
      readonly dateError: string;
      readonly scopes: string;
      readonly pageUrl: string;
    };
  }
}

/** What the track dialog holds. */
export interface TrackForm {
  readonly formKey: string;
  readonly name: string;
  /** Not empty when a secret was left out of what was typed. */
  readonly leftOut?: string;
  /** The organization it is for, as a form's value; empty when `where` says it. */
  readonly organization: string;
  readonly where: string;
  readonly date: string;
  readonly scopes: string;
}

/** The card with the button that opens the track dialog. */
export function offerTrack(
  { tokenName, leftOut = '' }: { tokenName: string; leftOut?: string },
  sentences: Sentences,
): Card {
  const title = sentences.say('dialog.track.title');
  const text = [leftOutNews({ leftOut }, sentences), sentences.say('reply.track.text')].join(' ').trim();
  return { card: 'track', data: { summary: title, title, text, name: tokenName } };
}

/** Opens the track dialog, for an organization that has its own token page or for any service. */
export async function openTrack(
  { name, organization, leftOut = '' }: { name: string; organization: string; leftOut?: string },
  actor: Actor,
  deps: FeatureDeps,
): Promise<Dialog> {
  const form = { formKey: deps.newFormKey(), name, leftOut, organization, where: '', date: '', scopes: '' };
  return formPage(form, actor, deps);
}

/** Remembers the token and closes with what is known of it. */
export async function submitTrack(form: TrackForm, actor: Actor, deps: FeatureDeps): Promise<Dialog> {
  const { formKey, name, date } = form;
  const organization =
    form.organization === '' ? form.where : readOrganization(form.organization).organization;
  try {
    const scopes = form.scopes.split(/[\s,;]+/);
    const { sentences } = deps;
    const { say, zone } = sentences;
    const token = await deps.tokenService.track(actor, { formKey, name, organization, scopes, date, zone });
    const done = say('reply.track.done', { name: token.name, time: formatInstant(token.validTo, sentences) });
    const text = [done, promise(token, token.createdAt, sentences), leftOutNews(form, sentences)]
      .join(' ')
      .trim();
    const card = messageCard(say('reply.track.doneTitle'), text, { color: 'good' });
    return { title: say('dialog.track.title'), height: 'small', card };
  } catch (error) {
    return formPage(form, actor, deps, fieldErrorsOf(error, deps.sentences));
  }
}

/** The person knows a token that was made elsewhere. */
export async function recognize(input: AboutToken, actor: Actor, deps: FeatureDeps): Promise<Card> {
  const token = await deps.tokenService.recognize(actor, input.tokenId);
  const isActive = tokenState(token, deps.clock.now()) === 'active';
  const { sentences } = deps;
  const promised = isActive ? promise(token, token.foundAt ?? token.createdAt, sentences) : '';
  const news = `${sentences.say('reply.found.mine')} ${promised}`.trim();
  return tokenCard(token, input.back, deps, news);
}

/** What comes of remembering a token since `from`: no more is promised than is owed. */
function promise({ validTo }: Token, from: Instant, { say }: Sentences): string {
  return reminderDueAt(from, validTo) === undefined ? say('reply.track.tooSoon') : say('reply.track.promise');
}

/** The page where tokens of a collection are made and revoked by hand; undefined when there is none. */
export async function tokenPageOf(
  organization: string,
  actor: Actor,
  deps: FeatureDeps,
): Promise<string | undefined> {
  const { organizations } = await deps.tokenService.organizations(actor);
  return organizations.find(({ id, tokenPage }) => tokenPage !== undefined && id === organization)?.tokenPage;
}

async function formPage(
  form: TrackForm,
  actor: Actor,
  deps: FeatureDeps,
  errors: FieldErrors = {},
): Promise<Dialog> {
  const known = await knownOrganization(form, actor, deps);
  const { min, max } = dateLimits(
    { ...deps.tokenService.policy, maxLifespanDays: LONGEST_TRACKED_DAYS },
    deps.clock.now(),
    deps.sentences.zone,
  );
  const { sentences } = deps;
  const { say } = sentences;
  const title = say('dialog.track.title');
  const intro =
    known === undefined
      ? say('dialog.track.intro')
      : say('dialog.track.introOwnPage', { organization: known.name });
  return {
    title,
    height: 'large',
    card: {
      card: 'track-form',
      data: {
        summary: title,
        intro,
        formKey: form.formKey,
        name: form.name,
        nameError: errors['name'] ?? leftOutNews(form, sentences),
        organization: known === undefined ? '' : form.organization,
        asksWhere: known === undefined,
        where: form.where,
        whereError: known === undefined ? (errors['organization'] ?? '') : '',
        date: form.date,
        minDate: min,
        maxDate: max,
        dateError: errors['date'] ?? '',
        scopes: form.scopes,
        pageUrl: known?.tokenPage ?? '',
      },
    },
  };
}

async function knownOrganization(
  { organization }: TrackForm,
  actor: Actor,
  deps: FeatureDeps,
): Promise<Organization | undefined> {
  if (organization === '') return undefined;
  const { organizations } = await deps.tokenService.organizations(actor);
  return organizations.find((one) => organizationValue(one) === organization);
}

/** The command `track`. */
export const trackCommand = command({
  name: 'track',
  help: { usage: '[name]', does: 'command.track.does' },
  inManifest: 'command.track.list',
  onlyAsks: true,
  keepsName: true,
  read: (words): { tokenName: string; leftOut?: string } => {
    const name = words.join(' ');
    return { tokenName: isNoName(name) ? '' : bareName(name) };
  },
  run: async (typed, { deps }) =>
    toActor(isGuid(typed.tokenName) ? offerFollow(typed.tokenName, deps) : offerTrack(typed, deps.sentences)),
});

/** The button of who knows a token that was found. */
export const trackActions = { 'found.mine': change(aboutTokenInput, recognize) };

const openInput = z.object({ ...keptName, organization: optionalText }).transform(withoutSecretsIn('name'));
const formInput = z
  .object({
    formKey: id.min(16).max(64),
    ...keptName,
    organization: optionalText,
    where: optionalText,
    date: optionalText,
    scopes: optionalText,
  })
  .transform(withoutSecretsIn('name', 'where', 'scopes'));

/** The buttons of the track dialog. */
export const trackDialogActions = {
  'track.open': view(openInput, openTrack),
  'track.submit': change(formInput, submitTrack),
};
