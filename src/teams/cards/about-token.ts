import type { ListReference } from './list-page.ts';

/** A token that a button or a typed name refers to, and the list to go back to. */
export interface AboutToken {
  readonly tokenId: string;
  readonly back: ListReference;
}
