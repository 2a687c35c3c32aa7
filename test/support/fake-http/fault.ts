import { z } from 'zod';

const after = z.enum(['before', 'after']);

/**
 * Something that goes wrong with one request, whichever fake gets it. `before` and `after` say whether the request still
 * has its effect.
 */
export const faultSchema = z.discriminatedUnion('kind', [
  /** Answers with this status and no effect: 429 and 503 with `retryAfter` (seconds) above all. */
  z.strictObject({
    kind: z.literal('status'),
    status: z.int().min(200).max(599),
    retryAfter: z.union([z.int(), z.string()]).optional(),
    contentType: z.string().optional(),
    body: z.string().optional(),
  }),
  /** Does what was asked and says so with Retry-After (seconds), as a server that delayed the request on purpose. */
  z.strictObject({ kind: z.literal('slowed'), retryAfter: z.int() }),
  /** Does what was asked; the answer comes so many milliseconds later, by the fake's timers. */
  z.strictObject({ kind: z.literal('delay'), ms: z.int().min(0) }),
  /** Breaks the connection. `after`: the effect is there, its answer is lost. */
  z.strictObject({ kind: z.literal('reset'), when: after }),
  /** Never answers. */
  z.strictObject({ kind: z.literal('hang'), when: after }),
  /** Does what was asked and breaks the connection in the middle of the answer's body. */
  z.strictObject({ kind: z.literal('cut') }),
  /** Does what was asked; the answer's body is JSON that ends too early. */
  z.strictObject({ kind: z.literal('garbage') }),
  /** Azure DevOps only: the HTML page for people who are not signed in. */
  z.strictObject({ kind: z.literal('sign-in-page'), status: z.literal([200, 203, 302, 401]) }),
  /** Azure DevOps only: 401 that asks for a sign-in with these claims (JSON). */
  z.strictObject({ kind: z.literal('claims-challenge'), claims: z.string() }),
  /** Azure DevOps only: a `patTokenError`, any name, in a body without a token. */
  z.strictObject({
    kind: z.literal('pat-error'),
    error: z.string(),
    status: z.int().optional(),
    message: z.string().optional(),
  }),
  /** Entra only: an error of the token endpoint, by its number without `AADSTS`. */
  z.strictObject({ kind: z.literal('aadsts'), code: z.int() }),
]);

/** See `faultSchema`. */
export type Fault = z.infer<typeof faultSchema>;

/** Where a fake's faults are set: for the next requests of one operation, one each, or for all of them until `heal`. */
export interface FaultControl {
  /** The next requests of this operation (`*`: of any) get these faults, one each. */
  failNext(operation: string, ...faults: Fault[]): void;
  /** Every request of this operation (`*`: of any) gets this fault, unless `failNext` named another. */
  failAlways(operation: string, fault: Fault): void;
  /** Takes every fault back. */
  heal(): void;
}
