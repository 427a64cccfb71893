import type { Digest, DigestSummary, DigestTheme } from '../../analysis/digest/digest.ts';
import { STYLE } from '../audit/style.ts';
import { printable } from '../formats/cell-text.ts';
import { xml } from '../formats/svg.ts';
import { changePlot, themePlot, volumePlot } from './digest-plots.ts';
import {
  changeText,
  comments,
  headline,
  isClear,
  leftOut,
  periodText,
  quoteText,
  ratingText,
  shareText,
  sourceText,
  standingText,
  whole,
  writerText,
  writtenText,
} from './digest-words.ts';

const text = (value: string) => xml(printable(value));

const OWN = `
:root{--neg:#d55e00;--rest:#c3c9d1;--pos:#0072b2;--dot:#fff}
@media (prefers-color-scheme:dark){:root{--neg:#f07a2a;--rest:#4a515a;--pos:#56b4e9;--dot:#16181b}}
.neg{fill:var(--neg)}.rest{fill:var(--rest)}.pos{fill:var(--pos)}.dot{fill:var(--dot);opacity:.65}
.whisker{stroke:var(--ink);stroke-width:1.6}.whisker.unclear{stroke:var(--none)}circle.clear{fill:var(--passm)}circle.unclear{fill:var(--card);stroke:var(--none);stroke-width:1.6}
.lead{font-size:17px}blockquote{margin:0 0 8px;padding:2px 0 2px 16px;border-left:3px solid var(--line);max-width:76ch}
blockquote p{margin:0 0 6px;overflow-wrap:anywhere}cite{font-style:normal;color:var(--dim);font-size:12.5px;white-space:nowrap}
.written{max-width:72ch;overflow-wrap:anywhere}
h3{font-size:15.5px;margin:20px 0 2px;font-weight:650;overflow-wrap:anywhere}.up{color:var(--fail)}.chip{display:inline-block;border:1.5px solid var(--warn);color:var(--warn);border-radius:5px;padding:0 6px;font-size:12px;margin-left:6px;vertical-align:1px}
`.trim();

/** The digest as one file: no script, no request to anywhere, light and dark. */
export function digestHtml(digest: Digest): string {
  const { counts, model, themes, groups, days } = digest;
  const title = `What customers said: ${periodText(digest.period)}`;
  const rating = ratingText(counts);
  const writer = writerText(digest);
  const sections = [
    `<header><p class="kicker">Verbatim digest</p><h1>${text(title)}</h1><p class="lead">${text(headline(digest))}</p>${rating ? `<p class="small">${text(`${rating[0]!.toUpperCase()}${rating.slice(1)}.`)}</p>` : ''}${words(digest.summary)}</header>`,
    days.length > 1 ? `<section><h2>Over time</h2><figure>${volumePlot(days)}</figure></section>` : '',
    sentiment(digest),
    themes.length > 0
      ? `<section><h2>Themes</h2><p class="note">How many comments speak of each; the dotted part does so negatively. Lines are 95 % intervals.</p><figure>${themePlot(themes.slice(0, 15))}</figure></section>`
      : '',
    themes.some(({ change }) => change)
      ? `<section><h2>Since the period before</h2><p class="note">Change of each theme's share. Filled: more than chance.</p><figure>${changePlot(themes.slice(0, 15))}</figure></section>`
      : '',
    told(themes),
    ...groups.map(group),
    `<footer><p>${text(leftOut(counts))}</p><p>Model ${text(model.name)} ${text(model.version)} · ${text(model.hash.slice(0, 16))}. Every quote is a piece of one comment, as it stands there; the number is that of its feedback.</p>${writer ? `<p>${text(writer)}</p>` : ''}</footer>`,
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${text(title)}</title><style>${STYLE}
${OWN}</style></head>
<body><main>
${sections.filter(Boolean).join('\n')}
</main></body></html>
`;
}

function words(summary: DigestSummary): string {
  if (summary.quotes.length === 0) return '';
  const quotes = summary.quotes.map(
    (quote) => `<p>“${text(quoteText(quote.text))}” <cite>${sourceText(quote)}</cite></p>`,
  );
  const written = writtenText(summary);
  return `${written ? `<p class="written">${text(written)}</p>` : ''}<blockquote>${quotes.join('')}</blockquote><p class="small">${text(standingText(summary))}</p>`;
}

function sentiment({ sentiment: rows }: Digest): string {
  const body = rows.map(({ label, n, share, change }) => {
    const said = changeText(change);
    return `<tr><td>${label}</td><td class="num">${whole(n)}</td><td class="num">${text(shareText(share))}</td><td>${said ? `${isClear(change) ? `<b>${text(said)}</b>` : text(said)}` : '–'}</td></tr>`;
  });
  return `<section><h2>Sentiment</h2><table class="narrow"><thead><tr><th scope="col">sentiment</th><th scope="col">n</th><th scope="col">share (95 %)</th><th scope="col">change</th></tr></thead><tbody>${body.join('')}</tbody></table></section>`;
}

function told(themes: readonly DigestTheme[]): string {
  const parts = themes
    .filter(({ summary }) => summary && summary.quotes.length > 0)
    .map(({ name, keywords, comments: n, share, negativeShare, summary, emerging }) => {
      const facts = `${comments(n)}, ${shareText(share)} of all; ${shareText(negativeShare)} negative about it`;
      return `<h3>${text(name)}${emerging ? '<span class="chip">▲ emerging</span>' : ''}</h3><p class="small">${text(facts)} · ${text(keywords.slice(0, 6).join(', '))}</p>${words(summary!)}`;
    });
  return parts.length > 0 ? `<section><h2>In their words</h2>${parts.join('')}</section>` : '';
}

function group({ by, values }: Digest['groups'][number]): string {
  const rows = values.map(({ value, counts, negativeShare, positiveShare, negativeChange }) => {
    const said = changeText(negativeChange);
    return `<tr><td>${value === null ? '<i>none</i>' : text(value)}</td><td class="num">${whole(counts.analysed)}</td><td class="num">${text(shareText(negativeShare))}</td><td class="num">${text(shareText(positiveShare))}</td><td>${said ? (isClear(negativeChange) ? `<b>${text(said)}</b>` : text(said)) : '–'}</td></tr>`;
  });
  return `<section><h2>By ${text(by)}</h2><figure><table><thead><tr><th scope="col">${text(by)}</th><th scope="col">comments</th><th scope="col">negative</th><th scope="col">positive</th><th scope="col">change of negative</th></tr></thead><tbody>${rows.join('')}</tbody></table></figure></section>`;
}
