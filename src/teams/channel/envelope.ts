import { z } from 'zod';

/** Longer than anything that Teams sends in these fields; what is kept of a person stays small. */
const LONGEST = 1024;
const text = z.string().min(1).max(LONGEST);
const optional = z.string().max(LONGEST).nullish();
/** Not only GUIDs, because simulators invent ids. But nothing that could mean more than a name, for example to a file system. */
const id = z.string().regex(/^[0-9a-z-]{1,64}$/i);

/**
 * What every activity must have, whoever sent it, and the form of the fields that we read before anything else checks
 * them. The rest of an activity is left as it came.
 */
const envelope = z.object({
  type: text,
  channelId: text,
  serviceUrl: text,
  id: optional,
  name: optional,
  action: optional,
  text: z.string().nullish(),
  locale: optional,
  replyToId: optional,
  from: z.object({ id: text, name: optional, aadObjectId: id.or(z.literal('')).nullish() }),
  recipient: z.object({ id: text }),
  conversation: z.object({ id: text, conversationType: optional, tenantId: id.nullish() }),
  channelData: z.object({ tenant: z.object({ id }).nullish() }).nullish(),
});

export interface Envelope {
  readonly channelId: string;
  readonly serviceUrl: string;
  /** Absent for system events, and for people who are in a meeting without an account. */
  readonly objectId?: string;
  readonly tenantId: string;
}

/** Reads who sent an activity and from where, or says what is wrong with it, for the log. */
export function readEnvelope(activity: object): Envelope | string {
  const parsed = envelope.safeParse(activity);
  if (!parsed.success) {
    return `malformed: ${parsed.error.issues.map((issue) => issue.path.join('.')).join(', ')}`;
  }
  const { channelId, serviceUrl, from, conversation, channelData } = parsed.data;
  const tenants = [conversation.tenantId, channelData?.tenant?.id].filter((tenant) => tenant != null);
  const tenantId = tenants[0];
  if (tenantId === undefined) return 'no tenant';
  if (tenants.some((tenant) => tenant.toLowerCase() !== tenantId.toLowerCase()))
    return 'two different tenants';
  return { channelId, serviceUrl, tenantId, ...(from.aadObjectId ? { objectId: from.aadObjectId } : {}) };
}

/** The fields of an activity that are texts, whatever a client makes of them. */
const TEXTS = ['text', 'locale', 'name', 'replyToId'];

/**
 * The activity with its texts as such: some clients send digits as a number, and a text in a list of one. Anything else that
 * is no text is left for `readEnvelope` to refuse.
 */
export function withTexts(activity: object): object {
  const meant: Record<string, string> = {};
  for (const name of TEXTS) {
    const given: unknown = Object.hasOwn(activity, name) ? Reflect.get(activity, name) : undefined;
    const value: unknown = Array.isArray(given) && given.length === 1 ? given[0] : given;
    if (typeof value === 'number' || (typeof value === 'string' && value !== given))
      meant[name] = String(value);
  }
  return Object.keys(meant).length === 0 ? activity : { ...activity, ...meant };
}
