import type { Digest, DigestGroupValue, DigestSummary, DigestTheme } from '../../analysis/digest/digest.ts';
import { printable } from '../formats/cell-text.ts';
import { whole } from '../formats/quantities.ts';
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

/** Text for Markdown: escapes markup and what would break a table. */
const md = (text: string): string =>
  printable(text)
    .replace(/[\r\n]+/g, ' ')
    .replace(/[\\`*_[\]<>|#&~!$]/g, (sign) => `\\${sign}`);

/** The digest as Markdown. */
export function digestMarkdown(digest: Digest): string {
  const { counts, sentiment, themes, groups, model } = digest;
  const rating = ratingText(counts);
  const writer = writerText(digest);
  const noThemes = noThemesText(digest);
  const lines = [
    `# What customers said: ${md(periodText(digest.period))}`,
    '',
    headline(digest),
    ...(rating ? ['', `${rating[0]!.toUpperCase()}${rating.slice(1)}.`] : []),
    '',
    ...opening(digest),
    '## Sentiment',
    '',
    '| sentiment | n | share (95 %) | change |',
    '| --- | ---: | ---: | --- |',
    ...sentiment.map(
      ({ label, n, share, change }) =>
        `| ${label} | ${whole(n)} | ${shareText(share)} | ${changeText(change) ?? '–'} |`,
    ),
    '',
    ...(noThemes ? [noThemes, ''] : []),
    ...(themes.length > 0 ? ['## Themes', '', ...themes.flatMap(themeLines)] : []),
    ...groups.flatMap(({ by, values }) => groupLines(by, values)),
    '---',
    '',
    `${leftOut(digest)} Model ${md(model.name)} ${md(model.version)} (${model.hash.slice(0, 12)}). Shares with their 95 % interval; quotes with the number of their comment.`,
    ...(writer ? ['', md(writer)] : []),
    '',
  ];
  return lines.join('\n');
}

/** The lists; quotes alone where too few comments are about anything. */
function opening(digest: Digest): string[] {
  const sections = subjectSections(digest);
  if (sections.length === 0) return summaryLines(digest.summary);
  const written = writtenText(digest.summary);
  return [
    ...(written ? [md(written), ''] : []),
    ...sections.flatMap(({ title, lines }) => [
      `## ${title}`,
      '',
      ...lines.flatMap(({ name, facts, quotes }) => [
        `- **${md(name)}**: ${facts}`,
        ...quotes.map(({ text, feedbackId }) => `  > “${md(quoteText(text))}” (${feedbackId})`),
      ]),
      '',
    ]),
  ];
}

function summaryLines(summary: DigestSummary): string[] {
  if (summary.quotes.length === 0) return [];
  const written = writtenText(summary);
  return [
    ...(written ? [md(written), ''] : []),
    ...summary.quotes.map((quote) => `> “${md(quoteText(quote.text))}” (${sourceText(quote)})  `),
    '',
    standingText(summary),
    '',
  ];
}

function themeLines(theme: DigestTheme): string[] {
  const { id, name, keywords, comments: n, share, negativeShare, change, emerging, summary } = theme;
  const facts = [
    `${comments(n)}, ${shareText(share)} of all`,
    `${shareText(negativeShare)} negative about it`,
    ...(isClear(change) ? [changeText(change)!] : []),
    ...(emerging ? ['emerging'] : []),
  ];
  if (!summary) return [`- **${md(name)}** (${id}): ${facts.join('; ')}`, ''];
  return [
    `### ${md(name)}`,
    '',
    `${facts.join('; ')}. ${md(keywords.slice(0, 6).join(', '))}.`,
    '',
    ...summaryLines(summary),
  ];
}

function groupLines(by: string, values: readonly DigestGroupValue[]): string[] {
  return [
    `## By ${md(by)}`,
    '',
    `| ${md(by)} | comments | negative | positive | change of negative |`,
    '| --- | ---: | ---: | ---: | --- |',
    ...values.map(
      ({ value, counts, negativeShare, positiveShare, negativeChange }) =>
        `| ${value === null ? '(none)' : md(value)} | ${whole(counts.analysed)} | ${shareText(negativeShare)} | ${shareText(positiveShare)} | ${changeText(negativeChange) ?? '–'} |`,
    ),
    '',
  ];
}
