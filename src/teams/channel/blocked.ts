import { PatkeeperError } from '../../core/errors.ts';

/** Teams refused a message because the person, or an administrator, does not let the bot write there. Nothing is broken. */
export class Blocked extends PatkeeperError {
  /** What Teams said, without anything of the message. */
  readonly answer: string;

  constructor(answer: string) {
    super('unreachable.teams-blocked');
    this.name = 'Blocked';
    this.answer = answer;
  }
}
