import account from '../../../cards/account.sample.json' with { type: 'json' };
import candidates from '../../../cards/candidates.sample.json' with { type: 'json' };
import chooseScopes from '../../../cards/choose-scopes.sample.json' with { type: 'json' };
import confirmFullAccess from '../../../cards/confirm-full-access.sample.json' with { type: 'json' };
import createForm from '../../../cards/create-form.sample.json' with { type: 'json' };
import createdNotice from '../../../cards/created-notice.sample.json' with { type: 'json' };
import cutOver from '../../../cards/cut-over.sample.json' with { type: 'json' };
import expiringNotice from '../../../cards/expiring-notice.sample.json' with { type: 'json' };
import forgetQuestion from '../../../cards/forget-question.sample.json' with { type: 'json' };
import foundNotice from '../../../cards/found-notice.sample.json' with { type: 'json' };
import foundToken from '../../../cards/found-token.sample.json' with { type: 'json' };
import help from '../../../cards/help.sample.json' with { type: 'json' };
import interruptedNotice from '../../../cards/interrupted-notice.sample.json' with { type: 'json' };
import list from '../../../cards/list.sample.json' with { type: 'json' };
import message from '../../../cards/message.sample.json' with { type: 'json' };
import newCard from '../../../cards/new.sample.json' with { type: 'json' };
import problem from '../../../cards/problem.sample.json' with { type: 'json' };
import renewQuestion from '../../../cards/renew-question.sample.json' with { type: 'json' };
import replaceForm from '../../../cards/replace-form.sample.json' with { type: 'json' };
import revokeAllQuestion from '../../../cards/revoke-all-question.sample.json' with { type: 'json' };
import revokeQuestion from '../../../cards/revoke-question.sample.json' with { type: 'json' };
import revoked from '../../../cards/revoked.sample.json' with { type: 'json' };
import revokedAll from '../../../cards/revoked-all.sample.json' with { type: 'json' };
import revokedNotice from '../../../cards/revoked-notice.sample.json' with { type: 'json' };
import rotateForm from '../../../cards/rotate-form.sample.json' with { type: 'json' };
import secret from '../../../cards/secret.sample.json' with { type: 'json' };
import signIn from '../../../cards/sign-in.sample.json' with { type: 'json' };
import token from '../../../cards/token.sample.json' with { type: 'json' };
import track from '../../../cards/track.sample.json' with { type: 'json' };
import trackForm from '../../../cards/track-form.sample.json' with { type: 'json' };
import type { CardData, CardName } from '../../../src/teams/cards/card-data.ts';
import type { Card } from '../../../src/teams/cards/reply.ts';

/** What a type becomes in a JSON import, where every string is just a string. */
type AsJson<T> = T extends string
  ? string
  : T extends readonly (infer U)[]
    ? readonly AsJson<U>[]
    : T extends object
      ? { readonly [K in keyof T]: AsJson<T[K]> }
      : T;

/** The sample data of every card; the compiler holds each against its card's type. */
const SAMPLES: { readonly [N in CardName]: AsJson<CardData[N]> } = {
  account,
  candidates,
  'choose-scopes': chooseScopes,
  'confirm-full-access': confirmFullAccess,
  'create-form': createForm,
  'created-notice': createdNotice,
  'expiring-notice': expiringNotice,
  help,
  list,
  message,
  new: newCard,
  problem,
  'renew-question': renewQuestion,
  'revoke-all-question': revokeAllQuestion,
  'revoke-question': revokeQuestion,
  'revoked-all': revokedAll,
  'revoked-notice': revokedNotice,
  revoked,
  secret,
  'sign-in': signIn,
  token,
  track,
  'track-form': trackForm,
  'rotate-form': rotateForm,
  'cut-over': cutOver,
  'replace-form': replaceForm,
  'found-notice': foundNotice,
  'found-token': foundToken,
  'interrupted-notice': interruptedNotice,
  'forget-question': forgetQuestion,
};

/** Every card with its sample data. */
export const SAMPLE_CARDS = Object.entries(SAMPLES).map(
  ([card, data]) => ({ card, data }) as unknown as Card,
);
