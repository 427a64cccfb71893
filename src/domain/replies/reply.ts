/** The words of a company for replies to comments. */
export interface ReplyTemplate {
  /** ISO 639-1. */
  readonly language: string;
  readonly greeting: string;
  readonly signOff: string;
  /** How to write; read by the writer only. */
  readonly tone: string;
  /** A reply may hold them as they are, or not at all. */
  readonly facts: readonly { readonly topic: string; readonly text: string }[];
  /** Words that a reply never has, besides in the greeting and the sign-off. */
  readonly forbidden: readonly string[];
  /** Beginnings of sentences about the comment, such as "We are sorry that". */
  readonly openers: readonly string[];
  /** Whole sentences that say nothing of the comment, such as "Thank you for your comment." */
  readonly courtesies: readonly string[];
}

/** A line of a draft: of the comment's words, a fact of the template, or a courtesy of it. */
export interface ReplyLine {
  readonly kind: 'comment' | 'fact' | 'courtesy';
  readonly text: string;
  /** Sentences of the comment that bear it out, byte for byte; empty for others. */
  readonly sentences: readonly string[];
}

/** A draft of a reply to one comment. Nothing sends or stores it. */
export interface ReplyDraft {
  readonly draft: true;
  readonly feedbackId: number;
  /** Of the template. */
  readonly language: string;
  /** Name of the model, as its server has it. */
  readonly writer: string;
  /** The marked draft with greeting and sign-off; null: nothing of what was written is borne out. */
  readonly text: string | null;
  readonly lines: readonly ReplyLine[];
  /** Lines that the writer wrote, and why others were dropped: reason → how many. */
  readonly written: number;
  readonly dropped: Readonly<Record<string, number>>;
  readonly notes: readonly string[];
}

export interface ReplyDrafter {
  /**
   * @throws VerbatimError COMMENT_UNKNOWN, COMMENT_NOT_ANALYSED, REPLY_NO_TEMPLATE, REPLY_NO_WRITER, SEARCH_NO_DATA, and
   *   those of a writer
   */
  draft(feedbackId: number, options?: { readonly signal?: AbortSignal }): Promise<ReplyDraft>;
}
