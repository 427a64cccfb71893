import type { StoredDocument } from '../../domain/document.ts';
import { type CleanText, cleanText } from '../../domain/reading/clean-text.ts';
import type { MappedText } from '../../domain/reading/mapped-text.ts';
import { prepareText } from './prepare.ts';
import type { Tokenizer } from './tokenizer.ts';
import type { Tokens } from './tokens.ts';

/** A document as a pooled model reads it. */
export interface DocumentText {
  /** Offsets lead to the stored text. */
  readonly clean: CleanText;
  /** Offsets lead to the clean text. */
  readonly prepared: MappedText;
  /** Of the prepared text. */
  readonly tokens: Tokens;
}

/** Cleans, prepares and tokenises documents. */
export async function readDocuments(
  tokenizer: Tokenizer,
  documents: readonly StoredDocument[],
): Promise<DocumentText[]> {
  const clean = documents.map(({ text }) => cleanText(text));
  const prepared = clean.map(({ text }) => prepareText(text));
  const tokens = await tokenizer.encode(prepared.map(({ text }) => text));
  return clean.map((it, i) => ({ clean: it, prepared: prepared[i]!, tokens: tokens[i]! }));
}
