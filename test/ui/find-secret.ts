import { readFiles } from '../support/read-tree.ts';
import type { ChatPage } from './chat-page.ts';
import type { ChildService } from './child-service.ts';
import { readState } from './read-state.ts';

/** Everything that is in a window: its document with what stands in its fields, and what it keeps. */
const WINDOW = `JSON.stringify([
  document.documentElement.outerHTML,
  [...document.querySelectorAll('input, textarea')].map((field) => field.value),
  { ...localStorage },
  { ...sessionStorage },
])`;

/** What the local chat keeps in a secret's place. */
const MASK = 'pkt_[masked]';

/** The places where a secret can still be found after its dialog is gone; none of them should be. */
export async function findSecret(secret: string, chat: ChatPage, service: ChildService): Promise<string[]> {
  const places: Record<string, string> = {
    window: String(await chat.page.evaluate(WINDOW)),
    'memory of the local chat': JSON.stringify(await readState(service.url)),
    output: service.output(),
    ...(await readFolder(service.dataDir)),
  };
  return Object.entries(places).flatMap(([place, text]) => (text.includes(secret) ? [place] : []));
}

/**
 * Messages and requests that carried any secret, as the local chat remembers them. The answers to dialogs are the one
 * place for secrets, and not among these.
 */
export async function findCarriers(service: ChildService): Promise<string[]> {
  const { messages, traces } = await readState(service.url);
  const withSecret = messages.filter((message) => JSON.stringify(message).includes(MASK));
  const carriers = traces.filter(({ what, body, answer = '' }) =>
    (/task\/submit|submitAction/.test(what) ? body : body + answer).includes(MASK),
  );
  return [...withSecret.map(({ id }) => `message ${id}`), ...carriers.map(({ what }) => what)];
}

/** Every file of the data folder by its path, after making sure that there is something to look through. */
async function readFolder(folder: string): Promise<Readonly<Record<string, string>>> {
  const files = await readFiles(folder);
  if (!Object.keys(files).some((file) => file.includes('people')))
    throw new Error('there is no stored token to look at');
  return files;
}
