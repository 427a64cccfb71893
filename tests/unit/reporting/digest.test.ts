import fc from 'fast-check';
import { render } from 'preact-render-to-string';
import { expect, test } from 'vitest';
import {
  type Digest,
  makeDigest,
  type PeriodCounts,
  withWritten,
} from '../../../src/analysis/digest/digest.ts';
import { addDays, daysOf, parsePeriod, periodBefore } from '../../../src/analysis/digest/period.ts';
import { digestHtml } from '../../../src/reporting/digest/html.ts';
import { digestMarkdown } from '../../../src/reporting/digest/markdown.ts';
import { volumePlot } from '../../../src/reporting/digest/plots.ts';
import { digestText } from '../../../src/reporting/digest/text.ts';

const NOW = new Date('2026-11-24T00:30:00Z'); // a Tuesday

test('whole periods before today, and the ones before those', () => {
  const named = (name: string) => {
    const period = parsePeriod(name, NOW)!;
    const before = periodBefore(period);
    return [period.first, period.last, before?.first ?? null, before?.last ?? null];
  };
  expect(named('day')).toEqual(['2026-11-23', '2026-11-23', '2026-11-22', '2026-11-22']);
  expect(named('week')).toEqual(['2026-11-16', '2026-11-22', '2026-11-09', '2026-11-15']);
  expect(named('month')).toEqual(['2026-10-01', '2026-10-31', '2026-09-01', '2026-09-30']);
  expect(named('all')).toEqual([null, null, null, null]);
  // A leap day, and a turn of the clock that is none in UTC.
  expect(named('2024-02-28..2024-03-01')).toEqual(['2024-02-28', '2024-03-01', '2024-02-25', '2024-02-27']);
  expect(daysOf(parsePeriod('2026-03-01..2026-03-31', NOW)!)).toBe(31);
});

test.each([
  ...['', 'weeks', '2026', '2026-02-30..2026-03-01', '2026-03-02..2026-03-01', '2026-01-01..', '..', 'a..b'],
  ...['2026-01-01..2026-01-02; drop table x', '2026-01-01..2026-01-02..2026-01-03', '__proto__'],
])('no period: %s', (name) => {
  expect(parsePeriod(name, NOW)).toBeNull();
});

test('a week is seven days that end before today, whatever today is', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('1990-01-01'), max: new Date('2090-01-01'), noInvalidDate: true }),
      (now) => {
        const { first, last } = parsePeriod('week', now)!;
        expect(addDays(first!, 6)).toBe(last);
        expect(new Date(first!).getUTCDay()).toBe(1);
        const today = now.toISOString().slice(0, 10);
        expect(last! < today && addDays(last!, 7) >= today).toBe(true);
      },
    ),
  );
});

const counts = (part: Partial<PeriodCounts>): PeriodCounts => ({
  ...{
    feedback: 0,
    withoutText: 0,
    noAnswer: 0,
    pending: 0,
    setAside: 0,
    unsupported: 0,
    undated: 0,
    analysed: 0,
    translated: 0,
  },
  ...{ negative: 0, neutral: 0, positive: 0, mixed: 0, toxic: 0, rated: 0, ratingSum: 0 },
  ...part,
});

const HOSTILE = '<script>alert(1)</script> "quoted" | [x](javascript:alert(1)) `code` \u202e\n# no heading';

function hostileDigest(): Digest {
  const summary = {
    quotes: [{ feedbackId: 7, start: 0, end: 5, text: HOSTILE }],
    ...{ read: 10, comments: 10, coverage: { value: 0.7, low: 0.5, high: 0.8 } },
    dissent: { value: 0.1, low: 0, high: 0.3 },
  };
  const now = counts({ feedback: 12, analysed: 10, negative: 4, positive: 6, unsupported: 2 });
  return makeDigest({
    ...{ period: parsePeriod('week', NOW)!, previous: null, by: [HOSTILE] },
    model: { name: HOSTILE, version: '1', hash: 'f'.repeat(64) },
    figures: {
      ...{ now, before: counts({ feedback: 40, analysed: 40, negative: 1, positive: 39 }) },
      days: [
        { day: '2026-11-16', feedback: 5, analysed: 5, negative: 1, positive: 4 },
        { day: '2026-11-20', feedback: 7, analysed: 5, negative: 3, positive: 2 },
      ],
      themes: [
        {
          id: 1,
          name: HOSTILE,
          keywords: [HOSTILE],
          comments: 5,
          negative: 2,
          positive: 3,
          commentsBefore: 1,
        },
      ],
      groups: [
        {
          by: HOSTILE,
          values: [
            { value: HOSTILE, now, before: null },
            { value: null, now, before: null },
          ],
        },
      ],
    },
    subjects: {
      kind: 'topic',
      changed: [
        {
          ...{ id: 'a', name: HOSTILE, what: 'negative', first: '2026-11-16', last: '2026-11-22' },
          ...{
            observed: 10,
            of: 12,
            share: { value: 0.83, low: 0.55, high: 0.95 },
            expected: 2.04,
            quotes: [],
          },
        },
      ],
      complaints: [
        {
          ...{ id: 'a', name: HOSTILE, comments: 4, about: 10, share: { value: 0.4, low: 0.2, high: 0.7 } },
          ...{ before: 1, change: { value: 0.3, low: 0.1, high: 0.5 }, rating: null },
          quotes: summary.quotes,
        },
      ],
      ...{ praise: [], requests: [] },
    },
    ...{ summary, themeSummaries: new Map([[1, summary]]), emerging: new Set([1]) },
  });
}

const DROPPED = { alone: 2, invented: 1, repeated: 4, tooLong: 4 };
const hostileSentence = {
  text: HOSTILE,
  ...{ support: 0.6, sources: [{ feedbackId: 7, start: 0, end: 5, text: HOSTILE }] },
};
/** As if a model had written it, which is no safer than a customer. */
const hostileWritten = () =>
  withWritten(
    { ...hostileDigest(), writer: { name: HOSTILE, hash: 'e'.repeat(64) } },
    {
      whole: { reason: null, dropped: DROPPED, sentences: [hostileSentence] },
      themes: new Map([[1, { reason: 'loops' as const, dropped: DROPPED, sentences: [] }]]),
    },
  );

test('the summary of a model comes before the quotes, and the end says how much of it was kept', () => {
  const said = '1 of 2 summaries written by';
  const digest = hostileWritten();
  for (const text of [digestText(digest, 80), digestMarkdown(digest), digestHtml(digest)]) {
    expect(text.replace(/\s+/g, ' ')).toContain(said);
    expect(text.replace(/\s+/g, ' ')).toContain('6 unsupported sentences were dropped');
  }
  const markdown = digestMarkdown(digest);
  expect(markdown.indexOf('alert')).toBeLessThan(markdown.indexOf('> “'));
  for (const text of [digestText, digestMarkdown, digestHtml].map((print) => print(hostileDigest(), 80)))
    expect(text).not.toContain('summaries written by');
});

test.each([
  ['in their own words', hostileDigest],
  ['with a writer', hostileWritten],
])('what customers wrote is never markup: %s', (_, make) => {
  const digest = make();
  const html = digestHtml(digest);
  expect(html).not.toMatch(/<script|javascript:alert\(1\)\)?"/);
  expect(html).toContain('&lt;script>alert(1)&lt;/script>');
  expect(html).not.toMatch(/(src|href)=|https?:/);
  const markdown = digestMarkdown(digest);
  expect(markdown).not.toMatch(/(?<!\\)<script|^# no heading|(?<!\\)\]\(javascript/m);
  for (const line of digestText(digest, 80).split('\n')) expect([...line].length).toBeLessThanOrEqual(80);
  expect(markdown + digestText(digest, 80) + html).not.toContain('\u202e');
});

test('shares have their n and interval, changes are Newcombe’s, what is left out is said', () => {
  const digest = hostileDigest();
  const negative = digest.sentiment.find(({ label }) => label === 'negative')!;
  expect(negative).toMatchObject({ n: 4, share: { value: 0.4 } });
  // 4/10 against 1/40: statsmodels.stats.proportion.confint_proportions_2indep(4, 10, 1, 40, method='newcomb').
  expect(negative.change!.value).toBeCloseTo(0.375, 12);
  expect(negative.change!.low).toBeCloseTo(0.12099676834597606, 9);
  expect(negative.change!.high).toBeCloseTo(0.6630618299273366, 9);
  for (const text of [digestText(digest, 80), digestMarkdown(digest), digestHtml(digest)]) {
    expect(text.replace(/\s+/g, ' ')).toContain('2 in a language that the model does not serve');
    const flat = text.replace(/\s+/g, ' ');
    expect(flat).toContain('4 comments, 40.0 % (20–70); +30.0 points (+10.0 to +50.0), 1 before');
    expect(flat).toContain('negative in 10 of 12 comments about it');
    expect(flat).toContain('let expect 2.0');
  }
  // Without a list, quotes open the digest.
  const none = { ...digest.subjects, changed: [], complaints: [] };
  for (const print of [digestText, digestMarkdown, digestHtml]) {
    expect(print({ ...digest, subjects: none }, 80)).toContain(
      'Represents 70 % of 10 comments; 10 % say the opposite.',
    );
  }
});

/** Tooltip of a bar of the plot over time. */
const BAR = /<title>([\d-]{10})(?: to ([\d-]{10}))?: ([\d,]+) comments?,/g;

test('days without feedback count, and no feedback is lost in the bars', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(2_000), { minLength: 1, maxLength: 60 }), (offsets) => {
      const days = offsets
        .sort((a, b) => a - b)
        .map((at) => ({
          day: addDays('2020-02-20', at),
          feedback: at + 1,
          analysed: at,
          negative: 0,
          positive: at,
        }));
      const titles = [...render(volumePlot(days)).matchAll(BAR)];
      const bars = titles.map(([, day, last = day, n]) => ({
        day: day!,
        last: last!,
        n: Number(n!.replace(',', '')),
      }));
      expect(bars.length).toBeLessThanOrEqual(63);
      expect(bars.reduce((sum, { n }) => sum + n, 0)).toBe(
        days.reduce((sum, { feedback }) => sum + feedback, 0),
      );
      for (const [i, bar] of bars.entries()) if (i > 0) expect(bar.day).toBe(addDays(bars[i - 1]!.last, 1));
    }),
  );
});
