import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isGuid } from '../../core/guid.ts';
import type { Provisioning } from '../../core/leavers/provisioning.ts';
import type { Clock } from '../../core/ports.ts';
import type { Secret } from '../../core/secrets/secret.ts';
import { passInLane } from '../../core/timing/rate-limit.ts';
import type { Instant } from '../../core/tokens/token.ts';
import { readJson } from '../bot/read-json.ts';
import type { OutgoingResponse } from '../bot/response.ts';
import type { RateLimitedLog } from '../rate-limited-log.ts';
import { readFilter, readPatch, readUser } from './scim-input.ts';
import {
  listResponse,
  SCIM_PATH,
  ScimError,
  SERVICE_PROVIDER_CONFIG,
  scimErrorResponse,
  scimResponse,
  USER_SCHEMA,
  USER_SCHEMA_RESOURCE,
  USER_TYPE,
  userResource,
} from './scim-messages.ts';

export interface ScimEndpointDeps {
  readonly provisioning: Provisioning;
  /** The tokens that open it: two while one takes the place of the other. */
  readonly tokens: readonly Secret[];
  readonly clock: Clock;
  readonly refusals: RateLimitedLog;
  /** Told of every request with a good token. */
  readonly onHeard: () => void;
}

/** Answers a request below `/scim/v2`; undefined when its sender went away. */
export type ScimEndpoint = (request: IncomingMessage) => Promise<OutgoingResponse | undefined>;

const MAX_BYTES = 64 * 1024;
/** Of all callers together, twenty a second. */
const RATE = { burst: 20, everyMs: 50 };
const CHALLENGE = { 'WWW-Authenticate': 'Bearer realm="SCIM"' };
const JSON_TYPES = ['application/scim+json', 'application/json'];
const UNKNOWN = new ScimError(404, 'There is no such resource.');
/** The collections that have one thing each, with its id. */
const SINGLE: ReadonlyMap<string, readonly [id: string, value: object]> = new Map([
  ['ResourceTypes', ['User', USER_TYPE]],
  ['Schemas', [USER_SCHEMA, USER_SCHEMA_RESOURCE]],
]);

/** Creates SCIM 2.0 as far as an identity provider needs it to tell who has left: users, and what describes them. */
export function createScimEndpoint(deps: ScimEndpointDeps): ScimEndpoint {
  const { provisioning, clock, refusals } = deps;
  const known = deps.tokens.map((token) => digest(token.reveal()));
  let full: Instant | undefined;

  function isKnown(authorization = ''): boolean {
    const [, token = ''] = /^bearer +(\S+)$/i.exec(authorization) ?? [];
    const given = digest(token);
    // All of them, so that the time tells nothing.
    return known.map((one) => timingSafeEqual(one, given)).includes(true);
  }

  /** Seconds to wait; 0 for whoever may be answered now. */
  function wait(): number {
    const now = clock.now();
    const pass = passInLane(full, now, RATE, 0);
    full = pass.next;
    return Math.ceil((pass.at - now) / 1000);
  }

  async function users(request: IncomingMessage, id: string | undefined, query: URLSearchParams) {
    const { method = '' } = request;
    if (id === undefined) {
      if (method === 'GET') return search(query);
      if (method === 'POST') return create(await body(request));
      throw new ScimError(405, 'Only GET and POST are known here.');
    }
    if (!isGuid(id)) throw UNKNOWN;
    if (method === 'GET') return found(await provisioning.find(id));
    if (method === 'PATCH') return change(id, await body(request));
    if (method === 'DELETE') {
      if (!(await provisioning.remove(id))) throw UNKNOWN;
      return { status: 204 };
    }
    throw new ScimError(405, 'Only GET, PATCH and DELETE are known here.');
  }

  async function search(query: URLSearchParams): Promise<OutgoingResponse> {
    const { by, value } = readFilter(query.get('filter'));
    const user = await (by === 'userName' ? provisioning.findByUserName(value) : findById(value));
    return listResponse(user === undefined ? [] : [userResource(user)]);
  }

  async function findById(id: string) {
    return isGuid(id) ? provisioning.find(id) : undefined;
  }

  async function create(given: object): Promise<OutgoingResponse> {
    const { externalId, ...facts } = readUser(given);
    const user = await provisioning.create(externalId, facts);
    if (user === undefined) throw new ScimError(409, 'There is such a user already.', 'uniqueness');
    return scimResponse(201, userResource(user), { Location: `${SCIM_PATH}/Users/${user.objectId}` });
  }

  async function change(id: string, given: object): Promise<OutgoingResponse> {
    const { externalId, ...facts } = readPatch(given);
    if (externalId !== undefined && externalId !== id.toLowerCase())
      throw new ScimError(
        400,
        "externalId can't be changed: another object id is another person.",
        'mutability',
      );
    return found(await provisioning.change(id, facts));
  }

  function found(user: Parameters<typeof userResource>[0] | undefined): OutgoingResponse {
    if (user === undefined) throw UNKNOWN;
    return scimResponse(200, userResource(user));
  }

  function describe({ method }: IncomingMessage, resource: string, id: string | undefined): OutgoingResponse {
    const [name, value] = SINGLE.get(resource) ?? [];
    if (method !== 'GET') throw new ScimError(405, 'Only GET is known here.');
    if (resource === 'ServiceProviderConfig' && id === undefined)
      return scimResponse(200, SERVICE_PROVIDER_CONFIG);
    if (value === undefined) throw UNKNOWN;
    if (id === undefined) return listResponse([value]);
    if (id.toLowerCase() !== name?.toLowerCase()) throw UNKNOWN;
    return scimResponse(200, value);
  }

  async function answer(request: IncomingMessage): Promise<OutgoingResponse> {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
    const [resource = '', id, ...more] = pathname
      .slice(SCIM_PATH.length + 1)
      .split('/')
      .map(decoded);
    if (more.length > 0) throw UNKNOWN;
    return resource === 'Users' ? users(request, id, searchParams) : describe(request, resource, id);
  }

  return async (request) => {
    if (!isKnown(request.headers.authorization)) {
      refusals.say('warn', 'scim token', {}, 'a SCIM request without a good token was refused');
      const refused = { status: 401, message: 'The token is missing or wrong.' };
      return { ...scimErrorResponse(refused), headers: CHALLENGE };
    }
    const seconds = wait();
    if (seconds > 0) {
      const late = scimErrorResponse({ status: 429, message: 'Too many requests at once.' });
      return { ...late, headers: { 'Retry-After': String(seconds) } };
    }
    deps.onHeard();
    try {
      return await answer(request);
    } catch (error) {
      if (error instanceof SenderGone) return undefined;
      if (error instanceof ScimError || error instanceof BodyRefused) return scimErrorResponse(error);
      throw error;
    }
  };
}

class SenderGone extends Error {}

class BodyRefused extends Error {
  readonly status: number;

  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
  }
}

async function body(request: IncomingMessage): Promise<object> {
  const read = await readJson(request, { maxBytes: MAX_BYTES, types: JSON_TYPES });
  if (read === undefined) throw new SenderGone();
  if ('error' in read) throw new BodyRefused(read.status, read.error);
  return read.body;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw UNKNOWN;
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
