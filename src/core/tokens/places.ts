import type { Token, TokenPlace, TokenPlaces } from './token.ts';

/** So many of each are remembered. A token that is used at more is used everywhere: nobody is asked about it any more. */
export const MOST_PLACES = 20;

/** What is new about where a token is used; empty when nothing is. */
export function newPlaces({ places }: Pick<Token, 'places'>, { service, network }: TokenPlace): TokenNews {
  const { services = [], networks = [] } = places ?? {};
  const isNewNetwork = network !== undefined && isNew(networks, network);
  return { service: isNew(services, service), network: isNewNetwork };
}

/** Whether the service is new, and whether the network is. */
export interface TokenNews {
  readonly service: boolean;
  readonly network: boolean;
}

/** Whether the owner should be asked: not about the first service or the first network, which every token has. */
export function isWorthAsking({ places }: Pick<Token, 'places'>, news: TokenNews): boolean {
  const { services = [], networks = [] } = places ?? {};
  return (news.service && services.length > 0) || (news.network && networks.length > 0);
}

/** The places with one more; the same object when nothing of it is new. */
export function withPlace(places: TokenPlaces | undefined, place: TokenPlace): TokenPlaces {
  const news = newPlaces(places === undefined ? {} : { places }, place);
  if (places !== undefined && !news.service && !news.network) return places;
  const { services = [], networks = [] } = places ?? {};
  return {
    services: news.service ? [...services, place.service] : services,
    networks: news.network && place.network !== undefined ? [...networks, place.network] : networks,
  };
}

function isNew(known: readonly string[], name: string): boolean {
  return known.length < MOST_PLACES && !known.includes(name);
}
