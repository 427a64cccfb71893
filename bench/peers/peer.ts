/** Somebody who turns texts into sentiment. */
export interface Peer {
  /** Libraries and versions. */
  readonly version: string;
  /** How many documents one pass judges. */
  readonly documents: number;
  /** Seconds from texts in memory to judgements in memory, model loaded beforehand. */
  pass(): Promise<number>;
  /**
   * Probabilities of negative, neutral and positive for each check text, before any temperature; null where the
   * results are thrown away.
   */
  judgeCheckTexts(): Promise<readonly (readonly number[])[] | null>;
  close(): Promise<void>;
}

/** The texts that all peers judge. */
export interface Corpus {
  /** In arrival order, all different. */
  readonly texts: readonly string[];
  /** Texts that every peer reads to the same tokens: short, and nothing in them that we would rewrite. */
  readonly check: readonly string[];
}

/** A line of the table: what is timed, and how often ours has to be as fast. */
export interface Contender {
  readonly name: string;
  /** Least ratio ours / theirs, or null. */
  readonly target: number | null;
  /** Which contender it is measured against, by name; default: the first. */
  readonly against?: string;
  open(): Promise<Peer>;
}
