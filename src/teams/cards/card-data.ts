import type { Fact } from './fact.ts';
import type { CreateForm, ReplaceForm, RotateForm } from './form-data.ts';
import type { ListPage, ListReference } from './list-page.ts';
import type { TokenView } from './token-view.ts';

/** One entry of an `Input.ChoiceSet`. */
export interface Choice {
  readonly title: string;
  readonly value: string;
}

/** What every card has: the line that stands in notifications and in clients that can't show the card. */
interface Summarised {
  readonly summary: string;
}

/** A question or an answer about one token, with the way back to the list it came from. */
interface AboutToken extends Summarised {
  readonly token: TokenView;
  readonly back: ListReference;
}

/** Several tokens by name, and the way back to the list. */
interface NamedTokens extends Summarised {
  readonly names: readonly string[];
  readonly more: string;
  /** How many others are only remembered and stay; empty when there are none. */
  readonly kept: string;
  readonly back: ListReference;
}

/** A notice about one token, with everything known about it. */
interface TokenNotice extends AboutToken {
  readonly facts: readonly Fact[];
}

/** The lifespan fields, which the create dialog and the renew question share. */
interface LifespanFields {
  readonly lifespans: readonly Choice[];
  readonly lifespan: string;
  readonly date: string;
  readonly minDate: string;
  readonly maxDate: string;
  readonly dateHint: string;
  readonly lifespanError: string;
  readonly dateError: string;
}

/** How one tool takes the token. */
export interface UsageSection {
  readonly title: string;
  readonly lines: readonly string[];
  readonly note: string;
}

/** The data of every card in `cards/`, by its file's name. */
export interface CardData {
  help: Summarised & {
    readonly title: string;
    readonly text: string;
    readonly suggestion: string;
    /** What a press on “Yes” opens; empty without a guess. */
    readonly suggested: string;
    readonly commands: readonly { readonly text: string; readonly does: string }[];
  };
  'found-token': Summarised & { readonly token: TokenView };
  new: Summarised & { readonly name: string; readonly news: string; readonly limits: string };
  'create-form': Summarised &
    LifespanFields & {
      readonly formKey: string;
      readonly name: string;
      readonly nameError: string;
      readonly organizations: readonly Choice[];
      readonly severalOrganizations: boolean;
      /** Whether there may be more of them after a sign-in. */
      readonly signInNeeded: boolean;
      readonly organization: string;
      readonly organizationError: string;
      readonly presets: readonly Choice[];
      readonly preset: string;
      readonly presetError: string;
      readonly limits: string;
    };
  'sign-in': Summarised & {
    readonly text: string;
    readonly url: string;
    readonly problem: string;
    /** What the person had asked for: the verb and data of the button that goes on. */
    readonly next: object;
  };
  account: Summarised & {
    readonly title: string;
    readonly text: string;
    readonly facts: readonly Fact[];
    /** The title of the button that leads to a sign-in. */
    readonly button: string;
    /** Whether that is a sign-in besides one that is there already. */
    readonly again: boolean;
    readonly signedIn: boolean;
  };
  'choose-scopes': Summarised & {
    readonly form: CreateForm | RotateForm;
    readonly submitTitle: string;
    readonly submitVerb: string;
    readonly backVerb: string;
    readonly error: string;
    readonly groups: readonly {
      readonly id: string;
      readonly category: string;
      readonly chosen: string;
      readonly choices: readonly Choice[];
    }[];
  };
  'confirm-full-access': Summarised & {
    readonly form: CreateForm;
    readonly name: string;
    readonly organization: string;
    readonly ends: string;
  };
  secret: Summarised & {
    readonly name: string;
    readonly secret: string;
    readonly ends: string;
    /** What else there is to know: that it ends earlier than asked for, or how long its predecessor works. */
    readonly news: string;
    readonly usage: readonly UsageSection[];
    /** The other tools, folded away until they are asked for. */
    readonly moreUsage: readonly UsageSection[];
    readonly hasMoreUsage: boolean;
    /** The rest of a replacement by several tokens, and the button that continues it. */
    readonly next: ReplaceForm | null;
    readonly nextTitle: string;
  };
  list: ListPage;
  token: AboutToken & {
    readonly facts: readonly Fact[];
    readonly news: string;
    /** The tools that the token is made for, folded away until they are asked for; none once it has ended. */
    readonly usage: readonly UsageSection[];
    readonly hasUsage: boolean;
  };
  /** `policyNote` says what today's policy leaves of the token's life; empty when all of it. */
  'renew-question': AboutToken & LifespanFields & { readonly policyNote: string };
  'revoke-question': AboutToken & { readonly consequence: string };
  revoked: AboutToken & { readonly done: 'Revoked' | 'Forgotten'; readonly text: string };
  'revoke-all-question': NamedTokens & {
    readonly title: string;
    readonly asOf: number;
    /** Why there may be others; empty when these are all. */
    readonly problem: string;
  };
  'revoked-all': NamedTokens & { readonly title: string; readonly text: string };
  candidates: Summarised & {
    readonly title: string;
    readonly tokens: readonly (TokenView & { readonly verb: string; readonly button: string })[];
    readonly more: string;
    readonly back: ListReference;
  };
  'created-notice': TokenNotice;
  /** `advice` says what the person can do about it. */
  'expiring-notice': TokenNotice & { readonly headline: string; readonly advice: string };
  'revoked-notice': TokenNotice & { readonly headline: string; readonly text: string };
  'rotate-form': Summarised &
    LifespanFields &
    RotateForm & {
      readonly policyNote: string;
      readonly nameError: string;
      readonly organizations: readonly Choice[];
      readonly severalOrganizations: boolean;
      readonly organizationError: string;
      readonly scopeChoices: readonly Choice[];
      readonly scopesError: string;
      readonly overlaps: readonly Choice[];
      readonly oldEnds: string;
    };
  'replace-form': Summarised &
    LifespanFields &
    ReplaceForm & {
      readonly text: string;
      readonly can: string;
      readonly nameError: string;
      readonly choices: readonly Choice[];
      readonly organizationsError: string;
    };
  track: Summarised & { readonly title: string; readonly text: string; readonly name: string };
  'track-form': Summarised & {
    readonly intro: string;
    readonly formKey: string;
    readonly name: string;
    readonly nameError: string;
    /** The organization it is for, as a form's value; empty when the form asks where it is valid. */
    readonly organization: string;
    readonly asksWhere: boolean;
    readonly where: string;
    readonly whereError: string;
    readonly date: string;
    readonly minDate: string;
    readonly maxDate: string;
    readonly dateError: string;
    readonly scopes: string;
    readonly pageUrl: string;
  };
  'cut-over': AboutToken & {
    readonly text: string;
    readonly used: string;
    readonly news: string;
    readonly canExtend: boolean;
    readonly end: number;
  };
  'found-notice': TokenNotice & { readonly origin: string };
  'interrupted-notice': AboutToken;
  'forget-question': AboutToken & { readonly text: string; readonly pageUrl: string };
  message: Summarised & {
    readonly title: string;
    readonly text: string;
    readonly color: 'good' | 'warning' | 'attention' | 'default';
    readonly offerList: boolean;
  };
  problem: Summarised & {
    readonly title: string;
    readonly text: string;
    readonly canRetry: boolean;
    readonly retry: object;
  };
}

/** The name of a card's file in `cards/`. */
export type CardName = keyof CardData;
