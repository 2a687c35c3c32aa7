import type { Failed } from './protocol.ts';
import { readHostMessage } from './teams-host.ts';
import { readWebAddress } from './web-address.ts';

/** What Teams sends the bot in place of a code when the person closed the window. */
const CLOSED = 'CancelledByUser';
const BLOCKED =
  'The browser blocked the sign-in window. Allow pop-ups for this page, then press the button again.';
const NO_ADDRESS = 'This button leads nowhere that can be opened. Ask for a new one.';
const WIDTH = 520;
const HEIGHT = 680;
const LOOK_AGAIN_MS = 250;

/** The result of the sign-in window: what the bot should get, or why there is nothing. */
type SignInResult = { readonly kind: 'state'; readonly state: string } | Failed;

const open = new Map<string, Window>();

/**
 * Opens a bot's sign-in page in a window, and plays Teams for it until it ends. Call it while a button is being pressed, or
 * the browser blocks the window. Undefined when the window is already open: then it comes to the front.
 */
export async function openSignInWindow(address: string): Promise<SignInResult | undefined> {
  const url = readWebAddress(address);
  if (url === undefined) return { kind: 'failed', text: NO_ADDRESS };
  const before = open.get(url.href);
  if (before !== undefined) {
    before.focus();
    return undefined;
  }
  const opened = window.open(url, '_blank', features());
  if (opened === null) return { kind: 'failed', text: BLOCKED };
  open.set(url.href, opened);
  return hear(opened, url.origin).finally(() => {
    open.delete(url.href);
    opened.close();
  });
}

/** Listens to one window only, and only while it shows the bot's own pages: it visits others on its way. */
function hear(opened: Window, origin: string): Promise<SignInResult> {
  return new Promise((resolve) => {
    const end = (result: SignInResult): void => {
      window.removeEventListener('message', onMessage);
      window.clearInterval(timer);
      resolve(result);
    };
    const onMessage = ({ source, origin: sender, data }: MessageEvent): void => {
      if (source !== opened || sender !== origin) return;
      const message = readHostMessage(data);
      if (message?.kind === 'answer') opened.postMessage(message.answer, origin);
      else if (message?.kind === 'success') end({ kind: 'state', state: message.code });
      else if (message?.kind === 'failure') end({ kind: 'failed', text: failureOf(message.reason) });
    };
    const timer = window.setInterval(() => {
      if (opened.closed) end({ kind: 'state', state: CLOSED });
    }, LOOK_AGAIN_MS);
    window.addEventListener('message', onMessage);
  });
}

function failureOf(reason: string): string {
  const why = reason === '' ? '' : ` The page says: ${reason}.`;
  return `You aren’t signed in.${why} Press the button to try again.`;
}

/** A small window in the middle of this one. */
function features(): string {
  const left = Math.max(0, window.screenX + (window.outerWidth - WIDTH) / 2);
  const top = Math.max(0, window.screenY + (window.outerHeight - HEIGHT) / 2);
  return `popup,width=${WIDTH},height=${HEIGHT},left=${Math.round(left)},top=${Math.round(top)}`;
}
