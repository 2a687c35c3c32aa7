import { GUIDE, type GuideStep } from './guide.ts';

/** What one look at the setup brought. `what` names the thing in a word or three; the rest are sentences. */
export type Finding =
  | { readonly kind: 'ok' | 'note'; readonly what: string; readonly text: string }
  | {
      readonly kind: 'problem';
      readonly what: string;
      /** What is wrong. */
      readonly text: string;
      /** What to do about it. */
      readonly fix: string;
      /** The step of the setup guide that tells how. */
      readonly step?: GuideStep;
    }
  /** The text continues after "not checked because". */
  | { readonly kind: 'unchecked'; readonly what: string; readonly text: string };

const LABELS: Readonly<Record<Finding['kind'], string>> = {
  ok: 'ok',
  note: 'note',
  problem: 'PROBLEM',
  unchecked: 'not checked',
};
const INDENT = 13;
const WIDTH = 100;

/** A finding that everything is right. */
export function ok(what: string, text: string): Finding {
  return { kind: 'ok', what, text };
}

/** A finding that is good to know but no problem. */
export function note(what: string, text: string): Finding {
  return { kind: 'note', what, text };
}

/** A finding that something wasn't checked. The text says why. */
export function unchecked(what: string, text: string): Finding {
  return { kind: 'unchecked', what, text };
}

/** A problem, how to fix it, and the step of the set-up guide that says how. */
export function problem(what: string, text: string, fix: string, step?: GuideStep): Finding {
  return { kind: 'problem', what, text, fix, ...(step === undefined ? {} : { step }) };
}

/** The problem that this machine can't reach a service. `why` continues after a colon. */
export function outOfReach(what: string, host: string, why: string): Finding {
  const fix = `Let this machine reach ${host} over https: check DNS, firewall and proxy.`;
  return problem(what, `${host} could not be reached: ${why}.`, fix, GUIDE.proxy);
}

/** The problem of a machine that can't speak for the managed identity that is the bot. */
export function noIdentity(what: string, step: GuideStep): Finding {
  const text = 'This machine gives no token for the managed identity.';
  const fix =
    'Run this on the machine in Azure where Patkeeper runs, and assign the identity of MicrosoftAppId to that machine.';
  return problem(what, text, fix, step);
}

/** The findings as a list for a terminal, 100 columns wide, with a last line that sums up. */
export function formatFindings(findings: readonly Finding[]): string {
  const count = findings.filter(({ kind }) => kind === 'problem').length;
  const unlooked = findings.filter(({ kind }) => kind === 'unchecked').length;
  const rest = unlooked === 0 ? '' : ` ${unlooked} not checked: the reasons are above.`;
  const sum = count === 0 ? 'No problems found.' : count === 1 ? '1 problem.' : `${count} problems.`;
  return `${findings.map(formatFinding).join('\n')}\n\n${sum}${rest}\n`;
}

function formatFinding(finding: Finding): string {
  const { kind, what, text } = finding;
  const because = kind === 'unchecked' ? 'because ' : '';
  const lines = wrap(`${what}: ${because}${text}`);
  if (finding.kind === 'problem') {
    const where = finding.step === undefined ? '' : ` Setup guide, ${finding.step}.`;
    lines.push(...wrap(`${finding.fix}${where}`));
  }
  return lines.map((line, index) => `${(index === 0 ? LABELS[kind] : '').padEnd(INDENT)}${line}`).join('\n');
}

/** Breaks at spaces; a word that is longer than a line stays whole, because addresses are copied. */
function wrap(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > WIDTH - INDENT) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
