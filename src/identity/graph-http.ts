import { z } from 'zod';
import type { EntraHttp } from './entra-http.ts';

export interface GraphHttpDeps {
  /** `https://graph.microsoft.com`, without a slash at its end. */
  readonly url: string;
  /** Gives an access token of the application. */
  readonly getToken: () => Promise<string>;
  readonly http: Pick<EntraHttp, 'send'>;
}

/** Microsoft Graph refused or answered something else than its documentation says. Never quotes what it sent. */
export class GraphRefused extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string) {
    super(`Microsoft Graph answered ${status} ${code}`);
    this.name = 'GraphRefused';
    this.status = status;
    this.code = code;
  }
}

/** Reads from Microsoft Graph. */
export interface GraphHttp {
  /** The body of an answer 200. Rejects with `GraphRefused` for any other. */
  get(address: string, headers?: Readonly<Record<string, string>>): Promise<unknown>;
  /** A link that Graph gave. Throws for one that leads elsewhere: the token goes to Graph alone, whatever a link says. */
  ownLink(given: string): string;
}

const refusal = z.object({ error: z.object({ code: z.string() }) });

/** Makes it. */
export function createGraphHttp({ url, getToken, http }: GraphHttpDeps): GraphHttp {
  return {
    async get(address, more = {}) {
      const headers = { Authorization: `Bearer ${await getToken()}`, ...more };
      const { status, body } = await http.send(address, 'GET', { headers });
      if (status === 200) return body;
      const refused = refusal.safeParse(body);
      throw new GraphRefused(status, refused.success ? refused.data.error.code : '');
    },
    ownLink(given) {
      const isOwn = URL.canParse(given) && new URL(given).origin === new URL(url).origin;
      if (!isOwn) throw new GraphRefused(200, 'with a link that leads elsewhere');
      return given;
    },
  };
}
