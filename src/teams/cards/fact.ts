/** One labelled line of a card. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}
