import { PatkeeperError } from '../../core/errors.ts';

/** The person must sign in on the page, although Teams could do it silently: only the page gives what is wanted. */
export class PageSignInNeeded extends PatkeeperError {
  constructor(message: string) {
    super('sign-in-needed', message, { signIn: {} });
  }
}
