import type { Digest, DigestQuote, DigestSummary, PeriodCounts } from '../../analysis/digest/digest.ts';
import type { Period } from '../../analysis/digest/period.ts';
import type { DigestAlert, DigestSubject } from '../../analysis/digest/subjects.ts';
import type { Quote } from '../../analysis/source-segment.ts';
import type { DroppedSentences } from '../../analysis/summaries/written-summary.ts';
import { readable } from '../../domain/reading/clean-text.ts';
import type { Estimate } from '../../statistics/intervals/intervals.ts';
import { accuracyNote } from '../accuracy-note.ts';
import { count, whole } from '../formats/quantities.ts';

/** Sentences and numbers of a digest, shared by all formats. */

/** "1 comment", "1,000 comments". */
export const comments = (n: number): string => count(n, 'comment');
const percent = (share: number, digits = 0): string => `${(100 * share).toFixed(digits)}`;

/** "34.2 % (31–37)", the interval of 95 %. */
export const shareText = (share: Estimate | null): string =>
  share ? `${percent(share.value, 1)} % (${percent(share.low)}–${percent(share.high)})` : '–';

/** "+3.1 points (+0.4 to +5.8)"; null where nothing can be compared. */
export function changeText(change: Estimate | null): string | null {
  if (!change) return null;
  const signed = (value: number) => {
    const text = percent(Math.abs(value), 1);
    return `${text === '0.0' ? '±' : value < 0 ? '−' : '+'}${text}`;
  };
  return `${signed(change.value)} points (${signed(change.low)} to ${signed(change.high)})`;
}

/** More than chance: the interval leaves out 0. */
export const isClear = (change: Estimate | null): boolean =>
  change !== null && (change.low > 0 || change.high < 0);

export function periodText({ name, first, last }: Period): string {
  if (first === null || last === null) return 'all feedback';
  if (first === last) return first;
  return `${name.includes('..') ? '' : `${name} `}${first} to ${last}`;
}

/** "7", the number of the quote's comment; "7, and 25 more say the same" when others do. */
export function sourceText({ feedbackId, saidBy = 1 }: Pick<DigestQuote, 'feedbackId' | 'saidBy'>): string {
  const others = saidBy - 1;
  if (others === 0) return `${feedbackId}`;
  return `${feedbackId}, and ${whole(others)} more ${others === 1 ? 'says' : 'say'} the same`;
}

/** "Represents 71 % of 412 comments; 9 % say the opposite." */
export function standingText({
  coverage,
  dissent,
  read,
  comments: all,
}: Pick<DigestSummary, 'coverage' | 'dissent' | 'read' | 'comments'>): string {
  if (!coverage || !dissent) return 'Too few comments to estimate how many it represents.';
  const sampled = read < all ? `, an even sample of ${whole(all)}` : '';
  return `Represents ${percent(coverage.value)} % of ${comments(read)}${sampled}; ${percent(dissent.value)} % say the opposite.`;
}

/** A quote without markup, for readers; the JSON has the stored text. */
export const quoteText = (text: string): string => readable(text).trim();

/** A summary in a model's words; null without a sentence that the comments support. */
export function writtenText({ written }: DigestSummary): string | null {
  if (!written || written.sentences.length === 0) return null;
  return written.sentences.map(({ text }) => text.trim()).join(' ');
}

/** Which model wrote how many of the summaries, and what was dropped; null without a writer. */
export function writerText({ writer, summary, themes }: Digest): string | null {
  if (!writer) return null;
  const all = [summary, ...themes.flatMap((theme) => theme.summary ?? [])].flatMap((it) => it.written ?? []);
  const used = all.filter(({ sentences }) => sentences.length > 0).length;
  const dropped = all.reduce((sum, it) => sum + unproven(it.dropped), 0);
  const model = writer.hash === null ? writer.name : `${writer.name} (${writer.hash.slice(0, 12)})`;
  return `${whole(used)} of ${whole(all.length)} summaries written by ${model}, each sentence borne out by two comments; ${whole(dropped)} unsupported ${dropped === 1 ? 'sentence was' : 'sentences were'} dropped. Quotes are the customers' own words.`;
}

/** Sentences that comments do not bear out. */
const unproven = ({ repeated: _, tooLong: __, ...others }: DroppedSentences): number =>
  Object.values(others).reduce((sum, n) => sum + n, 0);

/** Comments that the figures leave out, and how often the model is right. */
export function leftOut({ counts, accuracy }: Pick<Digest, 'counts' | 'accuracy'>): string {
  const parts = [
    [counts.pending, 'not analysed yet'],
    [counts.noAnswer, 'without an answer ("N/A", "no comment")'],
    [counts.setAside, 'set aside'],
    [counts.unsupported, 'in a language that the model does not serve'],
    [counts.withoutText, 'without a text'],
  ] as const;
  const left = parts.filter(([n]) => n > 0).map(([n, what]) => `${whole(n)} ${what}`);
  const undated =
    counts.undated > 0 ? ` ${whole(counts.undated)} have no date and count on the day they were stored.` : '';
  const translated = counts.translated > 0 ? ` (${whole(counts.translated)} in translation)` : '';
  const right = accuracy ? ` ${accuracyNote(accuracy)}` : '';
  return `${whole(counts.analysed)} of ${comments(counts.feedback)} ${counts.analysed === 1 ? 'is' : 'are'} analysed${translated}${left.length > 0 ? `; ${left.join(', ')}` : ''}.${undated}${right}`;
}

export function ratingText({ rated, ratingSum }: PeriodCounts): string | null {
  return rated > 0 ? `mean rating ${(ratingSum / rated).toFixed(2)} of ${whole(rated)} rated comments` : null;
}

/** Number of comments, shares of positive and negative, and a clear change. */
export function headline(digest: Digest): string {
  const { counts, countsBefore, sentiment } = digest;
  if (counts.analysed === 0) return 'Nothing is analysed in this period.';
  const share = (label: string) => sentiment.find((it) => it.label === label)!;
  const negative = share('negative');
  const change = isClear(negative.change) ? `, ${changeText(negative.change)} against the period before` : '';
  const volume =
    countsBefore && countsBefore.feedback > 0
      ? ` (${whole(countsBefore.feedback)} in the period before)`
      : '';
  return `${comments(counts.analysed)}${volume}: ${shareText(share('positive').share)} positive, ${shareText(negative.share)} negative${change}.`;
}

/** Why a digest has no themes; null when it has some, or no analysed comments. */
export function noThemesText({ themes, counts }: Digest): string | null {
  if (themes.length > 0 || counts.analysed === 0) return null;
  return 'No themes: no comment of this period is about one, or fewer than 30 sentences or only one text are stored.';
}

/** A line of the first screen: a subject, what there is to say of it, and quotes. */
export interface SubjectLine {
  readonly name: string;
  readonly facts: string;
  readonly quotes: readonly Quote[];
}

/** The lists of the first screen that have a line, in order. */
export function subjectSections({ subjects }: Digest): { title: string; lines: readonly SubjectLine[] }[] {
  const { changed, complaints, praise, requests } = subjects;
  const listed = (title: string, of: readonly DigestSubject[]) => ({
    title,
    lines: of.map((it) => ({ name: it.name, facts: subjectFacts(it), quotes: it.quotes })),
  });
  return [
    {
      title: 'Changed',
      lines: changed.map((it) => ({ name: `▲ ${it.name}`, facts: alertText(it), quotes: it.quotes })),
    },
    listed('What customers complain about', complaints),
    listed('What they praise', praise),
    listed('What they ask for', requests),
  ].filter(({ lines }) => lines.length > 0);
}

/** "88 comments, 9.2 % (8–11); +3.1 points (+0.4 to +5.8), 20 before; rating 3.1 (2.9–3.3, n 88)" */
function subjectFacts({ comments: n, share, change, before, rating }: DigestSubject): string {
  return [
    `${comments(n)}, ${shareText(share)}`,
    ...(isClear(change) ? [`${changeText(change)}, ${whole(before!)} before`] : []),
    ...(rating && rating.n >= LEAST_RATED
      ? [
          `rating ${rating.value.toFixed(1)} (${rating.low.toFixed(1)}–${rating.high.toFixed(1)}, n ${whole(rating.n)})`,
        ]
      : []),
  ].join('; ');
}

/** Fewer ratings have no mean that a reader could use. */
const LEAST_RATED = 10;

function alertText({ what, first, last, observed, of, share, expected }: DigestAlert): string {
  const days = first === last ? `on ${first}` : `from ${first} to ${last}`;
  const usual = expected < 10 ? expected.toFixed(1) : whole(Math.round(expected));
  return what === 'share'
    ? `${whole(observed)} of ${comments(of)} ${days}, ${shareText(share)}; the days before let expect ${usual}`
    : `negative in ${whole(observed)} of ${comments(of)} about it ${days}, ${shareText(share)}; the days before let expect ${usual}`;
}
