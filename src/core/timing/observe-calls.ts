/** What one asynchronous call came to. */
export interface ObservedCall {
  /** The method's name. */
  readonly method: string;
  readonly seconds: number;
  /** What it rejected with; absent for one that resolved. */
  readonly error?: unknown;
}

/**
 * The same object, which tells of every call of its methods, and of those of the objects in it, that gave a promise. A call that
 * answers at once is passed on as it is.
 */
export function observeCalls<T extends object>(target: T, onCall: (call: ObservedCall) => void): T {
  const observed = Object.entries(target).map(([method, value]) => {
    if (typeof value === 'object' && value !== null) return [method, observeCalls(value, onCall)];
    if (typeof value !== 'function') return [method, value];
    return [
      method,
      (...given: unknown[]): unknown => {
        const begun = performance.now();
        const result: unknown = Reflect.apply(value, target, given);
        if (!(result instanceof Promise)) return result;
        const seconds = () => (performance.now() - begun) / 1000;
        return result.then(
          (answer: unknown) => {
            onCall({ method, seconds: seconds() });
            return answer;
          },
          (error: unknown) => {
            onCall({ method, seconds: seconds(), error });
            throw error;
          },
        );
      },
    ];
  });
  return { ...target, ...Object.fromEntries(observed) };
}
