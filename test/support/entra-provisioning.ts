/*
 * What Microsoft publishes of the SCIM 2.0 client of Entra's provisioning (learn.microsoft.com/entra/identity/app-provisioning:
 * "Develop a SCIM endpoint", "Known issues with SCIM 2.0 protocol compliance"), and RFC 7643 and 7644 of the protocol:
 * - It proves itself by "Authorization: Bearer <secret token>", and sends application/scim+json.
 * - The test of the connection searches for a userName that nobody has, and expects 200 with an empty ListResponse.
 * - Before it creates somebody, it searches by the matching attribute: filter=<attribute> eq "<value>", with one comparison.
 * - It disables with a PATCH of active. Older jobs, without the flag aadOptscim062020, send "op": "Replace" with a capital and
 *   "value": "False" as text; some send "op": "Add" without a path and an object of values; newer ones send a boolean.
 * - Out of scope, unassigned or soft-deleted: a PATCH with active false. Deleted for good (30 days later): DELETE, answered by 204.
 * - It follows changes of attributes with paths such as name.familyName, emails[type eq "work"].value and the enterprise schema.
 * - Errors are urn:ietf:params:scim:api:messages:2.0:Error with the status as text; a conflict is 409 with scimType uniqueness.
 */

/** How a job of Entra's provisioning writes that somebody is disabled or enabled. */
export type PatchStyle = 'old' | 'old-without-path' | 'new';

export const PATCH_STYLES: readonly PatchStyle[] = ['old', 'old-without-path', 'new'];

/** Somebody in Entra. */
export interface EntraUser {
  readonly objectId: string;
  readonly email: string;
}

/** The provisioning job of Microsoft Entra, as far as a SCIM endpoint meets it. */
export interface EntraProvisioning {
  testConnection(): Promise<Response>;
  search(attribute: 'userName' | 'externalId', value: string): Promise<Response>;
  create(user: EntraUser, active?: boolean): Promise<Response>;
  setActive(objectId: string, active: boolean, style?: PatchStyle): Promise<Response>;
  patch(objectId: string, operations: readonly object[]): Promise<Response>;
  remove(objectId: string): Promise<Response>;
  send(method: string, path: string, body?: unknown): Promise<Response>;
}

const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';

/** Makes a job that sends to `<url>/scim/v2`. */
export function createEntraProvisioning(url: string, token: string): EntraProvisioning {
  function send(method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(`${url}/scim/v2${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/scim+json; charset=utf-8' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
  const search: EntraProvisioning['search'] = (attribute, value) =>
    send('GET', `/Users?filter=${encodeURIComponent(`${attribute} eq "${value}"`)}`);
  const patch: EntraProvisioning['patch'] = (objectId, operations) =>
    send('PATCH', `/Users/${objectId}`, { schemas: [PATCH], Operations: operations });

  return {
    send,
    search,
    patch,
    testConnection: () => search('userName', 'f9e1d2c3-0000-4000-8000-000000000000'),
    create: ({ objectId, email }, active = true) =>
      send('POST', '/Users', {
        schemas: [USER, 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'],
        externalId: objectId,
        userName: email,
        active,
        emails: [{ primary: true, type: 'work', value: email }],
        meta: { resourceType: 'User' },
        name: { formatted: 'Given Family', familyName: 'Family', givenName: 'Given' },
        roles: [],
      }),
    setActive(objectId, active, style = 'old') {
      const text = active ? 'True' : 'False';
      if (style === 'old') return patch(objectId, [{ op: 'Replace', path: 'active', value: text }]);
      if (style === 'new') return patch(objectId, [{ op: 'replace', path: 'active', value: active }]);
      return patch(objectId, [{ op: 'Add', value: { active: text } }]);
    },
    remove: (objectId) => send('DELETE', `/Users/${objectId}`),
  };
}
