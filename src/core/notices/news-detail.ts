/** Tokens of somebody that Patkeeper did not make and knows from now on. */
export interface KnownNow {
  readonly tokens: number;
  /** How many of them end within seven days. */
  readonly ending: number;
  readonly organizations: readonly string[];
}

/** What a `stock` notice tells. */
export interface StockNews {
  readonly known?: KnownNow;
  /** How many more tokens were made elsewhere than were told one by one; absent for none. */
  readonly more?: number;
  /** How many more were changed or revoked elsewhere than were told one by one; absent for none. */
  readonly changed?: number;
}

/** Why nothing is seen any more: the sign-in has ended, or another one is demanded. */
export type SignedOutNews = 'ended' | 'challenged';

/** The news as the text that a notice keeps. */
export function writeNews(news: StockNews | { readonly signedOut: SignedOutNews }): string {
  return JSON.stringify(news);
}

/** Reads the text of a `stock` notice; undefined when it is something else: earlier releases kept sentences. */
export function readStock(text: string): StockNews | undefined {
  const { known, more, changed } = parse(text);
  const readKnown = isKnown(known) ? known : undefined;
  if (readKnown === undefined && !isCount(more) && !isCount(changed)) return undefined;
  return {
    ...(readKnown === undefined ? {} : { known: readKnown }),
    ...(isCount(more) ? { more } : {}),
    ...(isCount(changed) ? { changed } : {}),
  };
}

/** Reads the text of a `signed-out` notice; undefined when it is something else. */
export function readSignedOut(text: string): SignedOutNews | undefined {
  const { signedOut } = parse(text);
  return signedOut === 'ended' || signedOut === 'challenged' ? signedOut : undefined;
}

function parse(text: string): Partial<Record<'known' | 'more' | 'changed' | 'signedOut', unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function isKnown(value: unknown): value is KnownNow {
  if (typeof value !== 'object' || value === null) return false;
  const { tokens, ending, organizations } = value as Partial<Record<keyof KnownNow, unknown>>;
  const areTexts = Array.isArray(organizations) && organizations.every((one) => typeof one === 'string');
  return isCount(tokens) && isCount(ending) && areTexts;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
