import type { App } from '../../app/open.ts';
import { themeComments } from '../../db/themes/quotes.ts';
import { printable } from '../../reporting/formats/cell-text.ts';
import { count, whole } from '../../reporting/formats/quantities.ts';
import { pad, wrap } from '../../reporting/formats/wrap.ts';
import { type ThemeOverview, themesOverview } from '../../reporting/theme-overview.ts';
import { type ThemesResult, tooFewText } from '../../runs/themes/theme-run.ts';
import { judgeByTopics } from '../../runs/themes/topic-names.ts';
import { updateThemes } from '../../runs/themes/update.ts';
import {
  nameByConfiguredWriter,
  type WrittenNames,
  writtenNamesText,
} from '../../runs/themes/written-names.ts';
import { done, type Outcome, terminalWidth } from '../output.ts';
import { quoted } from '../quoted.ts';

const INDENT = '      ';

/** `verbatim themes`: updates themes and shows them. */
export async function themes(
  app: App,
  flags: { rebuild?: boolean; limit?: number },
  signal: AbortSignal,
): Promise<Outcome> {
  const update = await updateThemes(app.database, {
    ...{
      rebuild: flags.rebuild ?? false,
      ownNames: app.config.ownNames,
      judging: judgeByTopics(app),
      signal,
    },
  });
  const written = await nameByConfiguredWriter(app, null, { signal });
  const overview = await themesOverview(app.database);
  await quoted(app, 'themes', await themeComments(app.database));
  const width = terminalWidth();
  const subjects = overview.themes.filter(({ talk }) => !talk);
  const shown = [...subjects.slice(0, flags.limit ?? 12), ...overview.themes.filter(({ talk }) => talk)];
  const more = overview.themes.length - shown.length;
  const lines = [
    `${count(overview.themes.length, 'theme')} in ${whole(overview.comments)} analysed comments`,
    '',
    ...shown.flatMap((theme) => themeLines(theme, width)),
    ...(more > 0 ? [`The largest; --limit ${subjects.length} shows all.`] : []),
    summary(update),
    ...(written && (written.asked > 0 || written.failure) ? [writtenNamesText(written)] : []),
  ];
  const text = update.model
    ? lines.join('\n')
    : 'There are no sentence embeddings yet: run verbatim analyze with a model that gives them.';
  return done({ night: update, ...(written && { written: countsOf(written) }), ...overview }, text);
}

const countsOf = ({ asked, named, failure }: WrittenNames) => ({
  asked,
  named,
  failure: failure?.code ?? null,
});

const summary = ({ clustered, newcomers, born, gone, tooFew }: ThemesResult): string => {
  if (tooFew) return tooFewText(tooFew);
  const sentences = `${count(newcomers, 'new sentence')}`;
  if (!clustered) return `${sentences} assigned.`;
  return `${sentences}; all clustered (${clustered}): ${born.length} new themes, ${gone.length} gone.`;
};

function themeLines(theme: ThemeOverview, width: number): string[] {
  const { share, sentiment, rating, emergence } = theme;
  const figures = [
    share &&
      `${(100 * share.value).toFixed(1)} % (${(100 * share.low).toFixed(1)}–${(100 * share.high).toFixed(1)})`,
    `${count(theme.comments, 'comment')}`,
    sentiment && `sentiment ${signed(sentiment.value)}`,
    rating && `rating ${rating.value.toFixed(1)}`,
    trendText(theme),
    theme.parent && `with ${printable(theme.parent)}`,
  ].filter(Boolean);
  const name = `${pad(String(theme.id), 4, 'right')}  ${printable(theme.name)}${emergence?.emerging ? '  ▲ emerging' : ''}`;
  const quote = theme.quote ? wrap(`“${printable(theme.quote)}”`, width - INDENT.length).slice(0, 3) : [];
  return [
    ...wrap(name, width),
    ...wrap(figures.join(' · '), width - INDENT.length).map((line) => INDENT + line),
    ...wrap(theme.keywords.map(printable).join(', '), width - INDENT.length).map((line) => INDENT + line),
    ...quote.map((line) => INDENT + line),
    '',
  ];
}

/** The weekly change, if it is more than chance. */
function trendText({ trend }: ThemeOverview): string | null {
  if (!trend) return null;
  const percent = `${signed(100 * (trend.value - 1), 0)} % a week`;
  return trend.low > 1 ? `↑ ${percent}` : trend.high < 1 ? `↓ ${percent}` : 'steady';
}

const signed = (value: number, digits = 2): string =>
  `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;
