/** Where a proxy listens. */
export interface RunningProxy {
  readonly port: number;
  stop(): Promise<void>;
}

/** A configuration of a proxy that we publish: one of the examples, or of the documentation. */
export interface PublishedProxy {
  /** The programs that it needs. */
  readonly tools: readonly string[];
  /** Set when it introspects tokens, as OAuth has it: it then knows nothing of their end. */
  readonly introspects?: boolean;
  /** Starts the proxy on that very configuration, with other addresses. */
  start(places: { readonly verifyPort: number; readonly backendPort: number }): Promise<RunningProxy>;
}
