import { jsonAnswer, textAnswer, type VerifyAnswer } from './verify-answer.ts';
import type { Endpoint, EndpointDeps } from './verify-deps.ts';
import { createForwardAuth } from './verify-forward.ts';
import { createIntrospection, createRevocation } from './verify-oauth.ts';
import { createSelf } from './verify-self.ts';

interface Route {
  readonly methods: readonly string[];
  readonly run: Endpoint;
}

/** Creates the table of what the verification listener answers, and gives the endpoint that answers all of it. */
export function createRoutes(deps: EndpointDeps, isClosing: () => boolean): Endpoint {
  const read = ['GET', 'HEAD'];
  const routes = new Map<string, Route>([
    ['/verify', { methods: [...read, 'POST'], run: createForwardAuth(deps) }],
    ['/introspect', { methods: ['POST'], run: createIntrospection(deps) }],
    ['/revoke', { methods: ['POST'], run: createRevocation(deps) }],
    ['/self', { methods: read, run: createSelf(deps) }],
    ['/healthz', { methods: read, run: () => health(isClosing()) }],
  ]);
  return (request) => {
    const { url = '', method = '' } = request;
    const query = url.indexOf('?');
    const route = routes.get(query < 0 ? url : url.slice(0, query));
    if (route === undefined) return textAnswer('bad-request', 404, 'There is nothing at this path.');
    if (route.methods.includes(method)) return route.run(request);
    return textAnswer('bad-request', 405, 'This path does not take this method.', [
      'Allow',
      route.methods.join(', '),
    ]);
  };
}

function health(closing: boolean): VerifyAnswer {
  return closing
    ? jsonAnswer('unavailable', 503, { status: 'closing' })
    : jsonAnswer('ok', 200, { status: 'ok' });
}
