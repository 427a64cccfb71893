import type { StoredDocument } from '../../domain/document.ts';
import type { Name } from '../../domain/text/name.ts';
import { VerbatimError } from '../../errors/verbatim-error.ts';
import type { NamesHead } from '../model/pooled-folder.ts';
import { codePointSpans } from '../text/code-points.ts';
import type { NamePart, NameText } from '../text/name-jobs.ts';
import { type NameSpan, nameSpans } from '../text/name-spans.ts';
import type { WindowScores } from './merge.ts';

/**
 * Names by document id, in the stored texts.
 * @param lead special tokens before the content of a window
 */
export function namesOf(
  head: NamesHead,
  texts: readonly NameText[],
  judged: readonly { readonly part: NamePart; readonly result: WindowScores | VerbatimError }[],
  documents: readonly StoredDocument[],
  lead: number,
): ReadonlyMap<number, readonly Name[]> {
  const parts = texts.map((): { part: NamePart; logits: Float32Array }[] => []);
  for (const { part, result } of judged) {
    if (result instanceof VerbatimError || !result.nameLogits) continue;
    parts[part.text]!.push({ part, logits: result.nameLogits });
  }
  const spans = new Map<number, NameSpan[]>();
  for (const [i, text] of texts.entries()) {
    const found = nameSpans(head, text, parts[i]!, lead).map((span) => ({ ...span, ...text.stored(span) }));
    const stored = documents[text.document]!.text;
    // Names of emoji and of addresses are the model's words, not the customer's.
    const written = found.filter(({ start, end }) => /\p{L}/u.test(stored.slice(start, end)));
    if (written.length > 0) spans.set(text.document, [...(spans.get(text.document) ?? []), ...written]);
  }
  return new Map(
    [...spans].map(([i, found]) => [documents[i]!.id, entitiesOf(documents[i]!.text, withoutOverlap(found))]),
  );
}

/** Ascending. Of overlapping spans the first stays, up to the end of both. */
function withoutOverlap(spans: readonly NameSpan[]): NameSpan[] {
  const kept: NameSpan[] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const last = kept.at(-1);
    if (!last || span.start >= last.end) kept.push(span);
    else kept[kept.length - 1] = { ...last, end: Math.max(last.end, span.end) };
  }
  return kept;
}

function entitiesOf(text: string, spans: readonly NameSpan[]): Name[] {
  const inPoints = codePointSpans(text);
  return spans.map(({ label, score, start, end }) => ({
    ...{ label, score, word: text.slice(start, end), index: null },
    ...inPoints({ start, end }),
    ...{ startUtf16: start, endUtf16: end },
  }));
}
