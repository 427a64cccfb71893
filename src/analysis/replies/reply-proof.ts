import type { ReplyLine, ReplyTemplate } from '../../domain/replies/reply.ts';
import { type Dropped, type ProofSource, provenSentences, type WrittenSentence } from '../proof/proof.ts';
import type { WrittenLine } from '../proof/written-lines.ts';
import { stemOf } from '../summaries/saying.ts';
import { wordsOf } from '../words.ts';
import { PROMISING } from './reply-words.ts';

/**
 * Why a line of a reply is dropped, besides the reasons of all written sentences.
 *
 * - `form`: it is no courtesy and no fact of the template, and does not begin as a sentence about the comment.
 * - `promise`: after its opener it speaks of the company or of what will be, or begins another clause.
 * - `forbidden`: it has words that the template forbids.
 */
export type ReplyDropped = Dropped | 'form' | 'promise' | 'forbidden';

/** A line, and what is to be judged of it: what follows the opener. */
export interface ReadLine {
  readonly kind: ReplyLine['kind'];
  readonly text: string;
  readonly about: string;
  readonly named: readonly number[];
}

/** Beginnings of another clause. */
const CLAUSE = /[,;:–—?!]|\.\s/u;

/**
 * Reads a line of a reply: a fact or a courtesy byte for byte, or a sentence about the comment.
 * @param sentences of the comment; their numbers come before those of facts
 */
export function readLine(
  { text, named }: WrittenLine,
  template: ReplyTemplate,
  sentences: number,
): ReadLine | ReplyDropped {
  const places = named ?? [];
  if (template.courtesies.includes(text)) return { kind: 'courtesy', text, about: '', named: [] };
  if (places.some((at) => at >= sentences)) {
    const fact = places.length === 1 ? template.facts[places[0]! - sentences] : undefined;
    if (!fact) return 'unnamed';
    return fact.text === text ? { kind: 'fact', text, about: '', named: [] } : 'misquoted';
  }
  const opener = template.openers
    .filter((it) => text.toLowerCase().startsWith(`${it.toLowerCase()} `))
    .toSorted((one, other) => other.length - one.length)[0];
  if (opener === undefined) return 'form';
  const about = text.slice(opener.length).trim();
  if (CLAUSE.test(about.replace(/[!?.]+$/u, '')) || wordsOf(about).some((word) => PROMISING.has(word))) {
    return 'promise';
  }
  if (template.forbidden.some((words) => holds(about, words))) return 'forbidden';
  return { kind: 'comment', text, about, named: places };
}

/** The lines of a reply that the comment bears out, and facts and courtesies of the template; each once. */
export function provenReply(
  lines: readonly (ReadLine & Pick<WrittenSentence, 'embedding' | 'sentiment'>)[],
  sources: readonly ProofSource[],
  languages: readonly string[],
): { readonly lines: readonly ReplyLine[]; readonly dropped: Partial<Record<ReplyDropped, number>> } {
  const kept: ReplyLine[] = [];
  const dropped: Partial<Record<ReplyDropped, number>> = {};
  const drop = (reason: ReplyDropped) => {
    dropped[reason] = (dropped[reason] ?? 0) + 1;
  };
  for (const { kind, text, about, ...judged } of lines) {
    if (kept.some((line) => line.text === text)) {
      drop('repeated');
      continue;
    }
    if (kind !== 'comment') {
      kept.push({ kind, text, sentences: [] });
      continue;
    }
    const proof = provenSentences([{ ...judged, text: about }], sources, { languages, leastComments: 1 });
    const [proven] = proof.kept;
    if (!proven) drop(Object.keys(proof.dropped)[0] as Dropped);
    else kept.push({ kind, text, sentences: proven.sources.map((at) => sources[at]!.text) });
  }
  return { lines: kept, dropped };
}

/** Whether a text has words, in any of their forms, one after the other. */
export function holds(text: string, words: string): boolean {
  const stems = (of: string) => ` ${wordsOf(of).map(stemOf).join(' ')} `;
  return wordsOf(words).length > 0 && stems(text).includes(stems(words));
}
