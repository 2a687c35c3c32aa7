import type { Administration } from '../../core/administration/administration.ts';
import type { VerifySecret } from '../../core/leaks/message-check.ts';
import type { Clock } from '../../core/ports.ts';
import type { SignIn } from '../../core/sign-in.ts';
import type { ContactStore } from '../../core/store/contacts.ts';
import type { OrganizationOf } from '../../core/tokens/organization-of.ts';
import type { TokenService } from '../../core/tokens/token-service-port.ts';
import type { Sentences } from '../../sentences/sentences.ts';

/** What a feature works with. */
export interface FeatureDeps {
  readonly tokenService: TokenService;
  readonly clock: Clock;
  readonly organizationOf: OrganizationOf;
  /** Signs people in; absent where no authority asks for that. */
  readonly signIn?: SignIn;
  readonly store: { readonly contacts: Pick<ContactStore, 'find' | 'setLanguage' | 'setReminders'> };
  /** What people with a role do with the tokens of others; absent where nobody has one. */
  readonly administration?: Administration;
  /** Says which built-in token a text proves; absent where there are none. */
  readonly verifySecret?: VerifySecret;
  /** What is said, in the language of the person who acts. */
  readonly sentences: Sentences;
  /** Makes the one-time key of a create form. */
  readonly newFormKey: () => string;
  /** Moves the service's clock; present in local mode only. */
  readonly shiftClock?: (hours: number) => void;
}
