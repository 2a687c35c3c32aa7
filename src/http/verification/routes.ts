import type { Endpoint, EndpointDeps } from './endpoint.ts';
import { ENGLISH } from './english.ts';
import { createForwardAuth } from './forward.ts';
import { createIntrospection, createRevocation } from './oauth.ts';
import { jsonResponse, NOT_FOUND, textResponse, type VerifyResponse } from './response.ts';
import { createSelf } from './self.ts';
import { originForm, VERIFY_PATH } from './target.ts';

interface Route {
  /** Absent where every method is taken. CONNECT never gets here: Node ends its connection. */
  readonly methods?: readonly string[];
  readonly run: Endpoint;
  /** Set where every answer is JSON. */
  readonly isJson?: true;
}

const WRONG_METHOD = ENGLISH.say('http.wrong-method');

/** Creates the table of what the verification listener answers, and gives the endpoint that answers all of it. */
export function createRoutes(deps: EndpointDeps, isClosing: () => boolean): Endpoint {
  const read = ['GET', 'HEAD'];
  // Proxies keep the method of their client: PUT, PROPFIND, and whatever else there is.
  const verify: Route = { run: createForwardAuth(deps) };
  const routes = new Map<string, Route>([
    [VERIFY_PATH, verify],
    ['/introspect', { methods: ['POST'], run: createIntrospection(deps), isJson: true }],
    ['/revoke', { methods: ['POST'], run: createRevocation(deps), isJson: true }],
    ['/self', { methods: read, run: createSelf(deps) }],
    ['/healthz', { methods: read, run: () => health(isClosing()) }],
  ]);
  return (request) => {
    const { url: target = '', method = '' } = request;
    const url = originForm(target);
    request.url = url;
    const query = url.indexOf('?');
    const path = query < 0 ? url : url.slice(0, query);
    const route = routes.get(path) ?? (path.startsWith(`${VERIFY_PATH}/`) ? verify : undefined);
    if (route === undefined) return NOT_FOUND;
    return route.methods?.includes(method) === false ? wrongMethod(route) : route.run(request);
  };
}

function wrongMethod({ methods = [], isJson }: Route): VerifyResponse {
  const allow = ['Allow', methods.join(', ')];
  if (isJson !== true) return textResponse('bad-request', 405, WRONG_METHOD, allow);
  return jsonResponse(
    'bad-request',
    405,
    { error: 'invalid_request', error_description: WRONG_METHOD },
    allow,
  );
}

function health(closing: boolean): VerifyResponse {
  return closing
    ? jsonResponse('unavailable', 503, { status: 'closing' })
    : jsonResponse('ok', 200, { status: 'ok' });
}
