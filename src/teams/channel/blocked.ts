import { PatkeeperError } from '../../core/errors.ts';

/** Teams refused a message because the person, or an administrator, does not let the bot write there. Nothing is broken. */
export class Blocked extends PatkeeperError {
  /** What Teams said, without anything of the message. */
  readonly reason: string;

  constructor(reason: string) {
    super(
      'unreachable',
      'Teams lets me write nothing here. Allow the app Patkeeper again, and try once more.',
    );
    this.name = 'Blocked';
    this.reason = reason;
  }
}
