import type { z } from 'zod';
import { type Answer, emptyAnswer, escapeHtml, jsonAnswer, pageAnswer } from './answer.ts';
import { type Call, jsonOf } from './call.ts';
import type { RecordedRequest } from './recorded-request.ts';

/** A button of the control page: sends a command. */
export interface ControlButton {
  readonly label: string;
  readonly command: unknown;
  /** For switches: whether this is how things are now. */
  readonly on?: boolean;
}

/** A heading of the control page with its buttons. */
export interface ControlGroup {
  readonly heading: string;
  readonly buttons: readonly ControlButton[];
}

/** How a fake is controlled over HTTP. */
export interface ControlDeps<Schema extends z.ZodType> {
  readonly title: string;
  readonly command: Schema;
  apply(command: z.infer<Schema>): void;
  state(): unknown;
  groups(): readonly ControlGroup[];
  readonly requests: () => readonly RecordedRequest[];
}

/**
 * Answers `/fake` (a page of buttons) and `/fake/state` (GET gives the state; POST takes a command as JSON, or in the form
 * field `json`). Everything else is undefined.
 */
export function createControlPage<Schema extends z.ZodType>(
  deps: ControlDeps<Schema>,
): (call: Call) => Answer | undefined {
  function takeCommand(call: Call): Answer {
    const isForm = call.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
    const text = isForm ? (new URLSearchParams(call.text).get('json') ?? '') : call.text;
    const parsed = deps.command.safeParse(jsonOf({ text }));
    if (!parsed.success) {
      const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
      return jsonAnswer(400, { problems });
    }
    try {
      deps.apply(parsed.data);
    } catch (error) {
      return jsonAnswer(400, { problems: [error instanceof Error ? error.message : String(error)] });
    }
    return isForm ? emptyAnswer(303, { Location: '/fake' }) : jsonAnswer(200, deps.state());
  }

  return (call) => {
    if (call.path === '/fake' && call.method === 'GET') return page(deps);
    if (call.path !== '/fake/state') return undefined;
    if (call.method === 'GET') return jsonAnswer(200, deps.state());
    return call.method === 'POST' ? takeCommand(call) : emptyAnswer(405, { Allow: 'GET, POST' });
  };
}

function page<Schema extends z.ZodType>({ title, groups, requests, state }: ControlDeps<Schema>): Answer {
  const sections = groups().map(
    ({ heading, buttons }) => `<h2>${escapeHtml(heading)}</h2><p>${buttons.map(button).join('')}</p>`,
  );
  const rows = requests()
    .slice(-20)
    .reverse()
    .map(({ method, url, operation, status, error, problems }) => {
      const cells = [
        method,
        url.split('?')[0] ?? '',
        operation,
        String(status),
        error ?? '',
        problems.join('; '),
      ];
      return `<tr>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`;
    });
  const head = '<tr><th>Method<th>Path<th>Operation<th>Status<th>Error<th>Problems</tr>';
  return pageAnswer(
    200,
    title,
    `${sections.join('')}<h2>Latest requests</h2><table>${head}${rows.join('')}</table>
<h2>State</h2><pre>${escapeHtml(JSON.stringify(state(), null, 2))}</pre>
<p>The same by program: GET and POST /fake/state.</p>`,
  );
}

function button({ label, command, on }: ControlButton): string {
  const pressed = on === undefined ? '' : ` aria-pressed="${on}"`;
  return `<form method="post" action="/fake/state"><input type="hidden" name="json" value="${escapeHtml(
    JSON.stringify(command),
  )}"><button${pressed}>${escapeHtml(label)}</button></form>`;
}

/** A switch as two-state button for a flag of the state. */
export function flagButton(label: string, name: string, on: boolean): ControlButton {
  return { label: `${label}: ${on ? 'on' : 'off'}`, command: { set: { [name]: !on } }, on };
}

/** A state with what a change names put in place; throws when that makes no sense. */
export function changed<State>(schema: z.ZodType<State>, state: State, change: object): State {
  const named = Object.entries(change).filter(([, value]) => value !== undefined);
  return schema.parse({ ...state, ...Object.fromEntries(named) });
}
