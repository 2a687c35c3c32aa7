/** What the create dialog's first page holds; carried along by the later pages. */
export interface CreateForm {
  readonly formKey: string;
  readonly name: string;
  /** There when a secret was left out of the name: the last page says so too. */
  readonly leftOut?: string;
  readonly organization: string;
  readonly lifespan: string;
  readonly date: string;
  readonly preset: string;
  /** The scopes chosen on the page of scopes, for whoever goes back and comes again; with commas between. */
  readonly picked?: string;
}

/** What the rotate dialog's first page holds; carried along by the page of scopes. */
export interface RotateForm {
  readonly tokenId: string;
  readonly formKey: string;
  readonly name: string;
  readonly leftOut?: string;
  readonly organization: string;
  readonly lifespan: string;
  readonly date: string;
  readonly scopes: string;
  readonly overlap: string;
  /** As on the form to create a token. */
  readonly picked?: string;
  /** After how many hours of silence the old one may end sooner; another text for never. */
  readonly quiet: string;
}

/** What the replace dialog's first page holds; carried along from one secret to the next. */
export interface ReplaceForm {
  readonly tokenId: string;
  readonly formKey: string;
  readonly name: string;
  /** The chosen organizations for which no token was made yet, as values of choices with commas between. */
  readonly organizations: string;
  readonly lifespan: string;
  readonly date: string;
  /** How many were chosen: of more than one, each token is named after its organization too. */
  readonly chosen: number;
}
