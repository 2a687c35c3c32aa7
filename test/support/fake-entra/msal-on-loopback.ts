import {
  ConfidentialClientApplication,
  type Configuration,
  type INetworkModule,
  type NetworkRequestOptions,
} from '@azure/msal-node';
import type { FakeEntra } from './fake-entra-types.ts';

/** The https address that stands for the fake: msal refuses http. */
const STAND_IN = 'https://login.fake.example';

/** A real msal application whose every request goes to the fake Entra. */
export function createMsalOnLoopback(
  entra: FakeEntra,
  auth: Partial<Configuration['auth']> = { clientSecret: entra.client.secret },
): ConfidentialClientApplication {
  const tenant = new URL(entra.authority()).pathname;
  return new ConfidentialClientApplication({
    auth: {
      clientId: entra.client.clientId,
      authority: `${STAND_IN}${tenant}`,
      knownAuthorities: [new URL(STAND_IN).host],
      ...auth,
    },
    system: { networkClient: loopbackNetwork(entra.url) },
  });
}

function loopbackNetwork(base: string): INetworkModule {
  async function send<T>(method: string, url: string, options: NetworkRequestOptions = {}) {
    const { headers = {}, body } = options;
    const answer = await fetch(url.replace(STAND_IN, base), {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    return {
      headers: Object.fromEntries(answer.headers),
      // Only the caller knows what it asked for; msal checks nothing more.
      body: (await answer.json()) as T,
      status: answer.status,
    };
  }
  return {
    sendGetRequestAsync: (url, options) => send('GET', url, options),
    sendPostRequestAsync: (url, options) => send('POST', url, options),
  };
}
