import type { JsonObject } from './protocol.ts';

/** What Teams' sign-in card (Bot Framework's OAuthCard) asks. */
export interface SignInCard {
  readonly text: string;
  /** What the button is called. */
  readonly title: string;
  /** Where the button leads; empty when the card has none that leads anywhere. */
  readonly url: string;
}

/** Reads a sign-in card: its text and its first button of the type that signs in. */
export function readSignInCard(content: JsonObject): SignInCard {
  const buttons: readonly unknown[] = Array.isArray(content['buttons']) ? content['buttons'] : [];
  const button = buttons.filter(isRecord).find(({ type }) => type === 'signin');
  return {
    text: textOf(content['text']),
    title: textOf(button?.['title']) || 'Sign in',
    url: textOf(button?.['value']),
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isRecord(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null;
}
