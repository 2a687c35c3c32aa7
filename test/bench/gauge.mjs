// How a server of `bench:turns` feels, told by itself. Plain JavaScript, as all that these processes load of the bench: what
// compiles TypeScript would be measured as well.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import v8 from 'node:v8';

const RESOLUTION_MS = 5;

/** Milliseconds of processor time so far. */
export function cpuMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Begins to measure; what it gives is called at the end. */
export function beginGauge() {
  const profiler = new v8.GCProfiler();
  profiler.start();
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  const [cpu, before] = [cpuMs(), process.memoryUsage().heapUsed];
  return () => {
    const spent = cpuMs() - cpu;
    const { heapUsed, rss } = process.memoryUsage();
    const { statistics } = profiler.stop();
    delay.disable();
    let [allocated, last] = [0, before];
    for (const { beforeGC, afterGC } of statistics) {
      allocated += beforeGC.heapStatistics.usedHeapSize - last;
      last = afterGC.heapStatistics.usedHeapSize;
    }
    return {
      cpuMs: spent,
      allocatedBytes: allocated + heapUsed - last,
      residentMb: rss / 2 ** 20,
      delayP99Ms: Math.max(0, delay.percentile(99) / 1e6 - RESOLUTION_MS),
    };
  };
}
