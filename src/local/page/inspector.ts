import { byId, icon, make, syncChildren } from './dom.ts';
import type { Trace } from './protocol.ts';
import type { Store } from './state.ts';
import { exactTimeOf } from './time.ts';

const SHOWN = 100;

/** Sets up the panel that shows what the chat and the bot said to each other, newest first. */
export function setUpInspector(store: Store): void {
  const panel = byId('inspector', HTMLElement);
  const list = byId('traces', HTMLOListElement);
  const button = byId('inspector-button', HTMLButtonElement);
  const close = byId('inspector-close', HTMLButtonElement);
  const drawn = new Map<Trace, HTMLElement>();
  close.append(icon('close'));

  function toggle(open: boolean): void {
    panel.hidden = !open;
    button.setAttribute('aria-expanded', String(open));
    if (open) draw(store.get().traces);
  }

  function draw(traces: ReadonlyMap<number, Trace>): void {
    if (panel.hidden) return;
    const latest = [...traces.values()].sort((a, b) => b.id - a.id).slice(0, SHOWN);
    for (const trace of drawn.keys()) if (!latest.includes(trace)) drawn.delete(trace);
    for (const trace of latest) {
      if (drawn.has(trace)) continue;
      const open = list.querySelector(`[data-trace="${trace.id}"] details[open]`) !== null;
      drawn.set(trace, drawTrace(trace, open));
    }
    syncChildren(
      list,
      latest.flatMap((trace) => drawn.get(trace) ?? []),
    );
  }

  button.addEventListener('click', () => toggle(panel.hidden !== false));
  close.addEventListener('click', () => {
    toggle(false);
    button.focus();
  });
  store.watch(({ traces }) => draw(traces));
}

function drawTrace(trace: Trace, open: boolean): HTMLElement {
  const toBot = trace.direction === 'to-bot';
  const failed = trace.status !== undefined && (trace.status < 200 || trace.status >= 300);
  const line = make('summary', '', [
    make('span', toBot ? 'way to' : 'way from', [toBot ? '→ bot' : '← bot']),
    make('span', 'what', [trace.what]),
    make('span', failed ? 'status problem' : 'status', [statusOf(trace)]),
    make('time', '', [exactTimeOf(trace.at)]),
  ]);
  const parts = [
    ...(trace.warning === undefined ? [] : [make('p', 'problem', [trace.warning])]),
    ...section(toBot ? 'Sent to the bot' : 'Sent by the bot', trace.body),
    ...section('Answer', trace.answer),
  ];
  const details = make('details', '', [line, ...parts]);
  details.open = open;
  return make('li', '', [details], { attributes: { 'data-trace': String(trace.id) } });
}

function statusOf({ status, ms }: Trace): string {
  if (status === undefined) return '…';
  return status === 0 ? 'no answer' : `${status} in ${ms ?? 0} ms`;
}

function section(title: string, json: string | undefined): HTMLElement[] {
  if (json === undefined || json === '') return [];
  return [make('h3', '', [title]), make('pre', '', [json], { attributes: { tabindex: '0' } })];
}
