/** What is true of all the data from some moment on, for ever, by name: `pat-prefix.pkt` for example. */
export interface MarkStore {
  /** Marks the data; a second mark of the same name changes nothing. A name has a-z, 0-9, `-` and `.` only. */
  add(name: string): Promise<void>;
  /** The names of all marks that begin so, sorted. */
  list(beginning: string): Promise<readonly string[]>;
}
