import type { SignIn } from '../sign-in.ts';
import type { Actor, PersonId } from '../tokens/token.ts';
import type { AuditTrail } from './audit-trail.ts';

type Audited = Pick<SignIn, 'exchange' | 'confirm' | 'account' | 'forget'>;

/**
 * The same sign-in, with each success, each wrong code and each sign-out in the audit trail. That Teams' own token was not enough
 * is no event: the person is sent to the page then.
 */
export function auditedSignIn<S extends Audited>(
  signIn: S,
  audit: Pick<AuditTrail, 'record' | 'recordingRefusals'>,
): S {
  return {
    ...signIn,
    async exchange(person, teamsToken) {
      await signIn.exchange(person, teamsToken);
      await audit.record(actorOf(person), 'sign-in', { detail: 'through Teams' });
    },
    async confirm(person, code) {
      await audit.recordingRefusals(actorOf(person), 'sign in', () => signIn.confirm(person, code));
      await audit.record(actorOf(person), 'sign-in', { detail: 'on the page' });
    },
    async forget(person) {
      // Who was not signed in is forgotten too, which is no event.
      if ((await signIn.account(person)) !== undefined) await audit.record(actorOf(person), 'sign-out');
      await signIn.forget(person);
    },
  };
}

function actorOf({ tenantId, objectId }: PersonId): Actor {
  return { tenantId, objectId, name: '', locale: '', place: 'sign-in' };
}
