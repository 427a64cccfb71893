import type { Digest, DigestSummary } from '../../analysis/digest/digest.ts';
import { printable } from '../formats/cell-text.ts';
import { whole } from '../formats/quantities.ts';
import { shortened } from '../formats/svg.ts';
import { pad, wrap } from '../formats/wrap.ts';
import {
  changeText,
  comments,
  headline,
  isClear,
  leftOut,
  noThemesText,
  periodText,
  quoteText,
  ratingText,
  shareText,
  sourceText,
  standingText,
  subjectSections,
  writerText,
  writtenText,
} from './words.ts';

/** Characters of a value in a table. */
const MOST_NAME = 24;

/** The digest for a terminal. @param width columns */
export function digestText(digest: Digest, width: number): string {
  const { themes, groups, counts, sentiment } = digest;
  const rating = ratingText(counts);
  const clear = sentiment.filter(({ change }) => isClear(change));
  const lines = [
    rule(`What customers said: ${periodText(digest.period)}`, width),
    ...wrap(headline(digest), width),
    ...clear.flatMap(({ label, change }) => wrap(`${label}: ${changeText(change)}`, width)),
    ...(rating ? wrap(`${rating[0]!.toUpperCase()}${rating.slice(1)}.`, width) : []),
    '',
    ...opening(digest, width),
  ];
  if (themes.length > 0) lines.push(rule('Themes', width));
  const noThemes = noThemesText(digest);
  if (noThemes) lines.push(...wrap(noThemes, width));
  for (const theme of themes) {
    const { name, id, comments: n, share, negativeShare, change, emerging } = theme;
    const facts = [
      `${comments(n)}, ${shareText(share)}`,
      `negative ${shareText(negativeShare)}`,
      ...(isClear(change) ? [changeText(change)!] : []),
    ];
    lines.push(...wrap(`${printable(name)} [${id}]${emerging ? '  ▲ emerging' : ''}`, width));
    lines.push(...wrap(facts.join(' · '), width - 4).map((line) => `    ${line}`));
  }
  for (const { by, values } of groups) {
    lines.push('', rule(`By ${printable(by)}`, width));
    const names = values.map(({ value }) =>
      value === null ? '(none)' : shortened(printable(value), MOST_NAME),
    );
    const longest = Math.max(...names.map((name) => name.length), 4);
    lines.push(
      `${pad('', longest, 'left')}  ${pad('n', 8, 'right')}  ${pad('negative', 18, 'right')}  ${pad('positive', 18, 'right')}`,
    );
    values.forEach(({ counts: own, negativeShare, positiveShare }, i) => {
      lines.push(
        `${pad(names[i]!, longest, 'left')}  ${pad(whole(own.analysed), 8, 'right')}  ${pad(shareText(negativeShare), 18, 'right')}  ${pad(shareText(positiveShare), 18, 'right')}`,
      );
    });
  }
  lines.push('', ...wrap(leftOut(digest), width));
  const writer = writerText(digest);
  if (writer) lines.push(...wrap(printable(writer), width));
  return lines.join('\n');
}

/** The lists; quotes alone where too few comments are about anything. */
function opening(digest: Digest, width: number): string[] {
  const sections = subjectSections(digest);
  if (sections.length === 0) return summaryLines(digest.summary, width, '');
  const written = writtenText(digest.summary);
  const lines = sections.flatMap(({ title, lines: own }) => [
    rule(title, width),
    ...own.flatMap(({ name, facts, quotes }) => [
      ...wrap(printable(name), width),
      ...wrap(facts, width - 2).map((line) => `  ${line}`),
      ...quotes.flatMap((quote) =>
        wrap(`“${printable(quoteText(quote.text))}” [${quote.feedbackId}]`, width - 4).map(
          (line) => `    ${line}`,
        ),
      ),
    ]),
    '',
  ]);
  return [...(written ? [...wrap(printable(written), width), ''] : []), ...lines];
}

function rule(title: string, width: number): string {
  const named = shortened(title, width - 4);
  return `${named} ${'─'.repeat(Math.max(0, width - [...named].length - 1))}`;
}

function summaryLines(summary: DigestSummary, width: number, indent: string): string[] {
  if (summary.quotes.length === 0) return [];
  const room = width - indent.length - 2;
  const written = writtenText(summary);
  return [
    ...(written ? wrap(printable(written), width - indent.length).map((line) => indent + line) : []),
    ...summary.quotes.flatMap((quote) =>
      wrap(`“${printable(quote.text.trim())}” [${sourceText(quote)}]`, room).map(
        (line) => `${indent}  ${line}`,
      ),
    ),
    ...wrap(standingText(summary), room).map((line) => `${indent}  ${line}`),
    '',
  ];
}
