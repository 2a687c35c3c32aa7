/** A request that is answered with an HTTP status and a sentence instead of being carried out. */
export class Refusal extends Error {
  readonly status: number;
  /** The Bot Connector's error code, where the bot is the one refused. */
  readonly code: string;

  constructor(status: number, message: string, code = 'Refused') {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
  }
}
