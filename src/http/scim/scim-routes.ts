import type { Handler, Restify } from '../bot/restify.ts';
import { SCIM_PATH } from './scim-messages.ts';

/** Has one handler answer everything below `/scim/v2`, whatever the method. */
export function addScim(restify: Restify, handler: Handler): void {
  for (const path of [SCIM_PATH, `${SCIM_PATH}/*`])
    for (const method of ['get', 'post', 'put', 'patch', 'del'] as const) restify[method](path, handler);
}
