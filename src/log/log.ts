import { type DestinationStream, pino, stdTimeFunctions } from 'pino';
import { correlationId } from '../core/correlation.ts';
import type { Log } from '../core/ports.ts';
import { maskSecretForms } from '../core/secrets/secret-forms.ts';
import { cleanFields, cleanText } from './fields.ts';
import { createLogOutput, type LogOutput } from './output.ts';
import { formatLine } from './text-format.ts';

/** The least important lines that are written. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export interface LogOptions {
  readonly level: LogLevel;
  /** `json` for machines (the default), `text` for a person at a terminal. */
  readonly format?: 'json' | 'text';
  /** Where whole lines go; standard output when left out. */
  readonly destination?: DestinationStream;
}

const HIDDEN = '[redacted]';

/** Where a secret stands that has no form of its own; the part that stays is in the first group. */
const PLACES: readonly RegExp[] = [
  // Headers, as sent and in JSON. The parameters of a challenge are no secret.
  /(\b(?:Basic|Bearer)(?:\s|%20|\+)+)(?!(?:realm|error|scope|claims|authorization_uri|client_id)=)[^\s"',;]+/gi,
  /((?:authorization|cookie)\\?["']?\s*[:=]\s*\[?\\?["']?)[^\r\n"']+/gi,
  // Assignments, quoted or not: connection strings, forms, JSON.
  /((?:password|passwd|pwd|secret|assertion|(?:access|refresh|id)_token)\\?["']?\s*[:=]\s*\\?(["']))(?:\\.|(?!\2).)+/gi,
  /((?:password|passwd|pwd|secret|assertion|(?:access|refresh|id)_token)=)[^\s"'&,;]+/gi,
  // The key of local mode, in its header and in the address that the terminal shows.
  /(x-local-key\\?["']?\s*[:=]\s*\[?\\?["']?)[^\s"',;]+/gi,
  /([?&]key=)[^\s"'&#]+/gi,
  // Who signs in inside a URL.
  /(:\/\/)[^\s/?#"']+(?=@)/g,
];

/** The address of a PostgreSQL database, with all that may belong to it. */
const DATABASE_URL = /(postgres(?:ql)?:\/\/)(\S+)/gi;

/**
 * A text with everything hidden that looks like a token, a sign-in header, a password or a user inside a URL. It takes a time
 * that grows as the text does: no place is looked for from within another that was looked through in vain.
 */
export function redact(text: string): string {
  const formless = maskSecretForms(text, HIDDEN).replace(DATABASE_URL, hideUser);
  return PLACES.reduce((rest, place) => rest.replace(place, `$1${HIDDEN}`), formless);
}

/** A PostgreSQL password may hold any character, so all up to the last @ goes. */
function hideUser(all: string, scheme: string, rest: string): string {
  const at = rest.lastIndexOf('@');
  return at < 1 ? all : `${scheme}${HIDDEN}${rest.slice(at)}`;
}

/** The logger of a program, which must not end before its last lines have gone out. */
export interface ProgramLog extends Log {
  /** Resolves when every line has gone out, and after so many milliseconds at the latest. */
  flush(ms: number): Promise<void>;
}

/**
 * Makes the logger: one line an event, nothing secret in it. Logging never throws, whatever the fields are, and never waits
 * for whoever reads standard output: lines that don't fit are dropped, and the first that fits again says how many.
 */
export function createLog({ level, format = 'json', destination }: LogOptions): ProgramLog {
  let standardOutput: LogOutput | undefined;
  const lines = destination ?? {
    write: (line: string) => {
      standardOutput ??= createLogOutput({
        stream: process.stdout,
        onDropped: (dropped) =>
          log.error({ lines: dropped }, 'log lines were dropped: nobody read them in time'),
      });
      standardOutput.write(line);
    },
  };
  const logger = pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      // Errors come as plain values already; pino's own serializer would read them as errors a second time.
      serializers: { err: (value: unknown) => value },
      mixin: () => {
        const id = correlationId();
        return id === undefined ? {} : { correlationId: id };
      },
      formatters: { level: (label) => ({ level: label }) },
    },
    format === 'json' ? lines : { write: (line) => lines.write(formatLine(line)) },
  );
  const at =
    (name: keyof Log): Log[keyof Log] =>
    (fields, message) => {
      if (logger.isLevelEnabled(name)) logger[name](cleanFields(fields, redact), cleanText(message, redact));
    };
  const log: ProgramLog = {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    flush: async (ms) => standardOutput?.flush(ms),
  };
  return log;
}
