import type { BrowserContextOptions } from 'playwright-core';
import { DESKTOP, PHONE } from './browser.ts';

/** One way in which people meet Patkeeper: how large their screen is, and which kind of buttons their cards have. */
export interface Way {
  /** Follows "on": `a desktop`. */
  readonly title: string;
  /** Begins the names of its screenshots. */
  readonly name: string;
  readonly screen: BrowserContextOptions;
  readonly phone: boolean;
  /** The client knows cards of version 1.2 only, so `Action.Execute` gives way to its `Action.Submit` fallback. */
  readonly oldClient: boolean;
  /** The buttons on cards come as messages, so that their answers are messages as well. */
  readonly submits: boolean;
  /** Chosen in the form where there is more than one. */
  readonly organization?: string;
  /** Environment variables of the service. */
  readonly settings: Readonly<Record<string, string>>;
}

const TWO_ORGANIZATIONS = { BUILTIN_ORGANIZATIONS: 'internal=Internal, lab=Research lab' };

const desktop = { screen: DESKTOP, phone: false, oldClient: false, submits: false, settings: {} };
const phone = { ...desktop, screen: PHONE, phone: true };

/** The usual one, for tests of one thing only. */
export const DESKTOP_WAY: Way = { ...desktop, name: 'desktop', title: 'a desktop' };

/** All of them, which every story is told for. */
export const WAYS: readonly Way[] = [
  DESKTOP_WAY,
  { ...phone, name: 'phone', title: 'a phone' },
  {
    ...desktop,
    name: 'desktop-old',
    title: 'a desktop with an old client',
    oldClient: true,
    submits: true,
    organization: 'Research lab (lab)',
    settings: TWO_ORGANIZATIONS,
  },
  { ...phone, name: 'phone-old', title: 'a phone with an old client', oldClient: true, submits: true },
  {
    ...phone,
    name: 'phone-submit',
    title: 'a phone, with CARD_ACTIONS=submit',
    organization: 'Research lab (lab)',
    submits: true,
    settings: { CARD_ACTIONS: 'submit', ...TWO_ORGANIZATIONS },
  },
];
