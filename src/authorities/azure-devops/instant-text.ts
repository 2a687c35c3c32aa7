import { MINUTE } from '../../core/timing/durations.ts';
import type { Instant } from '../../core/tokens/token.ts';

const FORM = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})?$/i;

/**
 * Reads a timestamp as Azure DevOps writes it: up to nine digits of a second's fraction, cut to milliseconds, and UTC
 * when it names no zone. Undefined for anything else, a day that doesn't exist included.
 */
export function parseInstant(text: string): Instant | undefined {
  const [, year, month, day, hour, minute, second, fraction = '', zone = 'Z'] = FORM.exec(text) ?? [];
  if (year === undefined) return undefined;
  const seconds = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const written = Date.parse(`${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}Z`);
  // Some readers of dates roll 30 February over to March; what doesn't come back the same doesn't exist.
  if (Number.isNaN(written) || !new Date(written).toISOString().startsWith(seconds)) return undefined;
  const offset = offsetMs(zone);
  return offset === undefined ? undefined : written - offset;
}

function offsetMs(zone: string): number | undefined {
  if (zone.toUpperCase() === 'Z') return 0;
  const [hours = 0, minutes = 0] = zone.slice(1).split(':').map(Number);
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * MINUTE;
}
