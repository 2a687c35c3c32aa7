import { ManagedIdentityApplication } from '../../src/identity/msal.ts';

/**
 * Forgets what msal keeps of managed identities for the whole process, their endpoint and their tokens, so that one test's
 * is not another's. To be called while no identity's endpoint is set.
 */
export function forgetManagedIdentity(): void {
  const client: unknown = Reflect.get(new ManagedIdentityApplication(), 'managedIdentityClient');
  if (typeof client !== 'object' || client === null) throw new Error('msal is built in another way now');
  Reflect.deleteProperty(client.constructor, 'identitySource');
  Reflect.deleteProperty(ManagedIdentityApplication, 'nodeStorage');
}
