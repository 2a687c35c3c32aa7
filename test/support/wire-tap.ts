/** What went over the wire that must be nowhere else. */
export interface WireTap {
  /** Sign-in tokens, codes, states, assertions and secrets so far, by what they are. */
  secrets(): readonly { readonly kind: string; readonly value: string }[];
  /** Stops listening. */
  release(): void;
}

/** Names under which requests, addresses and answers hold what must stay secret. */
const SECRET_NAMES = [
  'access_token',
  'refresh_token',
  'id_token',
  'client_secret',
  'client_assertion',
  'assertion',
  'code',
  'code_verifier',
  'state',
  'token',
];
const SHORTEST = 12;

/** Listens to every `fetch` of this process: to what the service asks the fakes, and to what the browser of a test does. */
export function tapWire(): WireTap {
  const plain = globalThis.fetch;
  const found = new Map<string, string>();

  function note(kind: string, value: unknown): void {
    if (typeof value !== 'string' || value.length < SHORTEST || found.has(value)) return;
    found.set(value, kind);
  }
  function noteAll(pairs: Iterable<readonly [string, unknown]>): void {
    for (const [name, value] of pairs) if (SECRET_NAMES.includes(name)) note(name, value);
  }
  function noteText(text: string): void {
    if (text.startsWith('{')) noteObject(parse(text));
    else noteAll(new URLSearchParams(text));
  }
  function noteObject(value: unknown): void {
    if (typeof value !== 'object' || value === null) return;
    noteAll(Object.entries(value));
    for (const part of Object.values(value)) noteObject(part);
  }
  function noteAddress(address: string): void {
    noteAll(new URL(address).searchParams);
  }

  globalThis.fetch = async (input, init) => {
    const request = input instanceof Request ? input.url : String(input);
    const toBot = new URL(request).pathname === '/api/messages';
    if (!toBot) {
      noteAddress(request);
      if (typeof init?.body === 'string' || init?.body instanceof URLSearchParams)
        noteText(String(init.body));
      const header = new Headers(init?.headers).get('authorization') ?? '';
      note('authorization', header.replace(/^\S+ /, ''));
    }
    const response = await plain(input, init);
    if (toBot) return response;
    const location = response.headers.get('location');
    if (location !== null && URL.canParse(location)) noteAddress(location);
    const text = await response
      .clone()
      .text()
      .catch(() => '');
    noteText(text);
    return response;
  };
  return {
    secrets: () => [...found].map(([value, kind]) => ({ kind, value })),
    release: () => {
      globalThis.fetch = plain;
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
