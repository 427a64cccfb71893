import { DateTime, Info } from 'luxon';
import { type QuestionPart, wholeWords } from './question-text.ts';

/** Days in UTC that a question names, both included; null: open. */
export interface NamedPeriod extends QuestionPart {
  readonly first: string | null;
  readonly last: string | null;
}

const LOCALES = ['en', 'de', 'fr', 'es'];
/** Name in lower case → number of the month, of all four languages, in full and cut ("Jan", "Sept"). */
const MONTHS = new Map(
  LOCALES.flatMap((locale) =>
    (['long', 'short'] as const).flatMap((length) =>
      Info.months(length, { locale }).map((name, i): [string, number] => [
        name.toLowerCase().replace('.', ''),
        i + 1,
      ]),
    ),
  ).concat([
    ['sept', 9],
    ['mrz', 3],
    ['fevrier', 2],
    ['aout', 8],
    ['decembre', 12],
    ['maerz', 3],
  ]),
);
const MONTH = [...MONTHS.keys()].sort((a, b) => b.length - a.length).join('|');

/** A day, a month, a quarter or a year; `n` tells two dates of one pattern apart. */
const date = (n: string): string =>
  [
    `(?<iso${n}>\\d{4}-\\d{2}(?:-\\d{2})?)`,
    `q(?<quarter${n}>[1-4])(?:\\s+(?:of\\s+|de\\s+)?(?<quarterYear${n}>(?:19|20)\\d{2}))?`,
    `(?:(?<day${n}>\\d{1,2})(?:\\.|st|nd|rd|th|er)?\\s+(?:of\\s+|de\\s+)?)?(?<month${n}>${MONTH})\\.?(?:\\s+(?<dayAfter${n}>\\d{1,2})(?:st|nd|rd|th)?(?!\\d))?(?:,?\\s+(?:of\\s+|de\\s+|del\\s+)?(?<monthYear${n}>(?:19|20)\\d{2}))?`,
    `(?<year${n}>(?:19|20)\\d{2})`,
  ].join('|');

const THE =
  "(?:the\\s+|dem\\s+|den\\s+|der\\s+|le\\s+|la\\s+|el\\s+|l['’])?(?:beginning of\\s+|start of\\s+|anfang\\s+|début\\s+|month of\\s+|mois de\\s+|mes de\\s+|year\\s+|jahr\\s+|année\\s+|año\\s+)?";
const BETWEEN = wholeWords(
  `(?:between|from|zwischen|vom|von|entre|du|de|desde)\\s+${THE}(?:${date('A')})\\s+(?:and|to|until|till|through|und|bis|et|au|à|y|a|hasta|–|-)\\s+${THE}(?:${date('B')})`,
);
const ONE = wholeWords(
  `(?:(?:(?<since>since|from|starting|seit|ab|depuis|à partir de|desde)|(?<after>after|nach|après|después de)|(?<until>until|till|up to|through|bis|jusqu['’](?:en|à|au)|hasta)|(?<before>before|prior to|vor|avant|antes de)|(?<within>in|during|for|of|im|während|en|au|durante|de|dans))\\s+${THE})?(?:${date('A')})`,
);

const UNITS = [
  ['day', 'days?|tage?n?|jours?|días?'],
  ['week', 'weeks?|wochen?|semaines?|semanas?'],
  ['month', 'months?|monate?n?|mois|mes(?:es)?'],
  ['quarter', 'quarters?|quartale?n?|trimestres?'],
  ['year', 'years?|jahre?n?|années?|ans?|años?'],
] as const;
type Unit = (typeof UNITS)[number][0];
const unit = (n: string) => UNITS.map(([name, words]) => `(?<${name}${n}>${words})`).join('|');
const LAST =
  'last|past|previous|letzten?|letzte[rsm]|vergangene[nrsm]?|derniers?|dernières?|últim[oa]s?|pasad[oa]s?';
const WITHIN =
  "(?:(?:in|during|over|for|within|im|in|während|au cours|dans|ces|en|durante)\\s+)?(?:(?:the|den|dem|der|des|les|le|la|los|las|el|l['’]|d['’]|this|du)\\s*)?";
const COUNTED = wholeWords(
  `${WITHIN}(?:(?:${LAST})\\s+(?<countA>\\d{1,4})|(?<countB>\\d{1,4})\\s+(?:${LAST}))\\s+(?:${unit('A')})`,
);
const RELATIVE = wholeWords(
  `${WITHIN}(?:(?<lastBefore>${LAST})\\s+(?:${unit('A')})|(?:${unit('B')})\\s+(?<lastAfter>dernier|dernière|passée?|pasad[oa]|anterior)|(?<this>this|current|diese[nrsm]?|ce|cette|este|esta)\\s+(?:${unit('C')})(?:-ci)?)`,
);
const DAY = wholeWords(
  "(?<yesterday>yesterday|gestern|ayer|d['’]hier)|(?<today>today|heute|aujourd['’]hui|hoy)",
);

type Named = Readonly<Record<string, string | undefined>>;
type Days = readonly [first: DateTime, last: DateTime];

/** The first period that a text names ("in March", "since May 2025", "letzten Monat", "en 2025"); null without any. */
export function periodIn(text: string, now: Date): NamedPeriod | null {
  const today = DateTime.fromJSDate(now, { zone: 'utc' }).startOf('day');
  return between(text, today) ?? counted(text, today) ?? relative(text, today) ?? one(text, today);
}

function first(pattern: RegExp, text: string): (QuestionPart & { readonly named: Named }) | null {
  const found = [...text.matchAll(pattern)][0];
  if (!found) return null;
  return { start: found.index, end: found.index + found[0].length, named: found.groups ?? {} };
}

const period = ({ start, end }: QuestionPart, from: DateTime | null, to: DateTime | null): NamedPeriod => ({
  ...{ start, end },
  ...{ first: from?.toISODate() ?? null, last: to?.toISODate() ?? null },
});

function between(text: string, today: DateTime): NamedPeriod | null {
  const found = first(BETWEEN, text);
  const last = found && daysOf(found.named, 'B', today);
  const begin = last && daysOf(found.named, 'A', last[1]);
  return begin && begin[0] <= last[1] ? period(found, begin[0], last[1]) : null;
}

function counted(text: string, today: DateTime): NamedPeriod | null {
  const found = first(COUNTED, text);
  if (!found) return null;
  const amount = Number(found.named.countA ?? found.named.countB);
  const from = today.minus({ [`${unitOf(found.named, 'A')}s`]: amount });
  return amount > 0 && from.isValid && from.year > 0 ? period(found, from, today.minus({ days: 1 })) : null;
}

function relative(text: string, today: DateTime): NamedPeriod | null {
  const day = first(DAY, text);
  if (day) {
    const at = day.named.today ? today : today.minus({ days: 1 });
    return period(day, at, at);
  }
  const found = first(RELATIVE, text);
  if (!found) return null;
  const named = unitOf(found.named, found.named.this ? 'C' : found.named.lastAfter ? 'B' : 'A');
  const start = today.startOf(named);
  if (found.named.this) return period(found, start, today);
  return period(found, start.minus({ [`${named}s`]: 1 }), start.minus({ days: 1 }));
}

const unitOf = (named: Named, n: string): Unit => UNITS.find(([name]) => named[`${name}${n}`])![0];

function one(text: string, today: DateTime): NamedPeriod | null {
  for (const match of text.matchAll(ONE)) {
    const named: Named = match.groups ?? {};
    const { since, after, until, before, within } = named;
    const place = { start: match.index, end: match.index + match[0].length };
    const preposed = since ?? after ?? until ?? before ?? within;
    // "may" and "march" are words, too.
    if (!preposed && named.monthA && !named.monthYearA) continue;
    const days = daysOf(named, 'A', today);
    if (!days) continue;
    if (since) return period(place, days[0], null);
    if (after) return period(place, days[1].plus({ days: 1 }), null);
    if (until) return period(place, null, days[1]);
    if (before) return period(place, null, days[0].minus({ days: 1 }));
    return period(place, days[0], days[1]);
  }
  return null;
}

/** First and last day of a date; a month without a year is the latest that has begun by `by`. */
function daysOf(named: Named, n: string, by: DateTime): Days | null {
  const of = (name: string) => named[`${name}${n}`];
  const whole = (start: DateTime, unitName: Unit): Days | null =>
    start.isValid ? [start, start.endOf(unitName)] : null;
  const iso = of('iso');
  if (iso) return whole(DateTime.fromISO(iso, { zone: 'utc' }), iso.length > 7 ? 'day' : 'month');
  const year = of('year');
  if (year) return whole(DateTime.utc(Number(year)), 'year');
  const quarter = of('quarter');
  const monthNumber = quarter ? 3 * Number(quarter) - 2 : MONTHS.get(of('month')!.toLowerCase())!;
  const stated = quarter ? of('quarterYear') : of('monthYear');
  const day = quarter ? undefined : (of('day') ?? of('dayAfter'));
  const dated = (in_: number) => DateTime.utc(in_, monthNumber, Number(day ?? 1));
  const start = dated(stated ? Number(stated) : by.year);
  const begun = stated || start <= by ? start : dated(by.year - 1);
  return whole(begun, quarter ? 'quarter' : day ? 'day' : 'month');
}
