import type { ProvisionedUser } from '../../core/leavers/provisioning.ts';
import { isoOf } from '../../core/tokens/token.ts';
import type { OutgoingResponse } from '../bot/response.ts';

/** Where the endpoint stands. */
export const SCIM_PATH = '/scim/v2';

export const USER_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const PATCH_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const LIST_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
const ERROR_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:Error';
const CONFIG_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig';
const TYPE_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:ResourceType';
const SCHEMA_SCHEMA = 'urn:ietf:params:scim:schemas:core:2.0:Schema';
const SCIM_TYPE = 'application/scim+json; charset=utf-8';

/** The detail errors of RFC 7644, section 3.12, that this endpoint gives. */
export type ScimErrorType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'invalidValue';

/** A refusal, as it is thrown within the endpoint; its message goes to the caller. */
export class ScimError extends Error {
  readonly status: 400 | 401 | 404 | 405 | 409;
  readonly scimType: ScimErrorType | undefined;

  constructor(status: 400 | 401 | 404 | 405 | 409, detail: string, scimType?: ScimErrorType) {
    super(detail);
    this.name = 'ScimError';
    this.status = status;
    this.scimType = scimType;
  }
}

/** What an error answer says. */
export interface ScimRefusal {
  readonly status: number;
  readonly message: string;
  readonly scimType?: ScimErrorType | undefined;
}

/** An answer in SCIM's media type. */
export function scimResponse(
  status: number,
  value: object,
  headers: Record<string, string> = {},
): OutgoingResponse {
  return { status, headers, text: { contentType: SCIM_TYPE, text: JSON.stringify(value) } };
}

/** An error as SCIM writes it: its status as text. */
export function scimErrorResponse({ status, message, scimType }: ScimRefusal): OutgoingResponse {
  const type = scimType === undefined ? {} : { scimType };
  return scimResponse(status, { schemas: [ERROR_SCHEMA], status: String(status), ...type, detail: message });
}

/** The answer to a search: everything that was found is on its one page. */
export function listResponse(resources: readonly object[]): OutgoingResponse {
  return scimResponse(200, {
    schemas: [LIST_SCHEMA],
    totalResults: resources.length,
    startIndex: 1,
    itemsPerPage: resources.length,
    Resources: resources,
  });
}

/** A person as SCIM shows them. The id is that of Microsoft Entra, which is also what Entra is to send as externalId. */
export function userResource({ objectId, userName, isActive, changedAt }: ProvisionedUser): object {
  return {
    schemas: [USER_SCHEMA],
    id: objectId,
    externalId: objectId,
    userName,
    active: isActive,
    meta: {
      resourceType: 'User',
      lastModified: isoOf(changedAt),
      location: `${SCIM_PATH}/Users/${objectId}`,
    },
  };
}

/** What the endpoint can do (RFC 7643, section 5). */
export const SERVICE_PROVIDER_CONFIG = {
  schemas: [CONFIG_SCHEMA],
  patch: { supported: true },
  bulk: { supported: false, maxOperations: 0, maxPayloadSize: 0 },
  filter: { supported: true, maxResults: 1 },
  changePassword: { supported: false },
  sort: { supported: false },
  etag: { supported: false },
  authenticationSchemes: [
    {
      type: 'oauthbearertoken',
      name: 'Bearer token',
      description: 'The token of the setting SCIM_TOKEN, in the Authorization header.',
      primary: true,
    },
  ],
  meta: { resourceType: 'ServiceProviderConfig', location: `${SCIM_PATH}/ServiceProviderConfig` },
};

/** The one kind of resource. */
export const USER_TYPE = {
  schemas: [TYPE_SCHEMA],
  id: 'User',
  name: 'User',
  endpoint: '/Users',
  description: 'A person whose tokens end when they leave',
  schema: USER_SCHEMA,
  meta: { resourceType: 'ResourceType', location: `${SCIM_PATH}/ResourceTypes/User` },
};

const attribute = (name: string, more: object) => ({
  name,
  type: 'string',
  multiValued: false,
  required: true,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
  ...more,
});

/** What is kept of a person; everything else that is sent is let be. */
export const USER_SCHEMA_RESOURCE = {
  schemas: [SCHEMA_SCHEMA],
  id: USER_SCHEMA,
  name: 'User',
  description: 'A person whose tokens end when they leave',
  attributes: [
    attribute('userName', { description: 'How the person is called at sign-in', uniqueness: 'server' }),
    attribute('externalId', {
      description: 'The object id in Microsoft Entra',
      mutability: 'immutable',
      uniqueness: 'server',
    }),
    attribute('active', { type: 'boolean', description: 'Whether the account is enabled', required: false }),
  ],
  meta: { resourceType: 'Schema', location: `${SCIM_PATH}/Schemas/${USER_SCHEMA}` },
};
