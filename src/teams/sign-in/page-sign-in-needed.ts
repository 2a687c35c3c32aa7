import { PatkeeperError } from '../../core/errors.ts';

/** The person must sign in on the page, although Teams could do it silently: only the page gives what is wanted. */
export class PageSignInNeeded extends PatkeeperError {
  constructor(reason: 'sign-in-needed.page-again' | 'sign-in-needed.page-too') {
    super(reason, {}, { signIn: {} });
  }
}
