/** How many connections each listener may have at a time. */
export interface ConnectionLimits {
  readonly bot: number;
  readonly verification: number;
  /** A warning for the start; absent when there is enough room. */
  readonly warning?: string;
}

/**
 * More than Teams needs, which writes at most 50 times a second, and more than any proxy needs. Each connection costs about
 * 20 KB.
 */
const [MOST_BOT, MOST_VERIFICATION] = [1_000, 2_000];
/** Some 40 of Node, 50 of the local chat, and what files, the database, Teams and Azure DevOps need at the busiest moment. */
const KEPT_FREE = 200;
const ENOUGH = 1_024;

/**
 * Shares the open files that the system allows among the listeners, three quarters to verification. Open connections must not
 * keep the store from opening its files. `openFiles` is undefined when there is no limit.
 */
export function connectionLimits(openFiles = Number.POSITIVE_INFINITY): ConnectionLimits {
  const shared = Math.max(20, openFiles - KEPT_FREE);
  const limits = {
    bot: Math.min(MOST_BOT, Math.floor(shared / 4)),
    verification: Math.min(MOST_VERIFICATION, Math.floor((shared * 3) / 4)),
  };
  if (openFiles >= ENOUGH) return limits;
  const warning =
    `This process may have ${openFiles} files and connections open, which is few: it takes ${limits.bot} connections of ` +
    `Teams and ${limits.verification} of proxies at a time. Allow ${ENOUGH} or more (ulimit -n, or LimitNOFILE in systemd).`;
  return { ...limits, warning };
}

/** How many files and connections the system lets this process have open; undefined where it sets no limit. */
export function openFilesLimit(): number | undefined {
  // Else Node looks up the names of all who are connected, in the report's part on the network.
  Object.assign(process.report, { excludeNetwork: true });
  const report: unknown = process.report.getReport();
  const limits: unknown = Reflect.get(Object(report), 'userLimits');
  const { soft }: { soft?: unknown } = Object(Reflect.get(Object(limits), 'open_files'));
  return typeof soft === 'number' ? soft : undefined;
}
