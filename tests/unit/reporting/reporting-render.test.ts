import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import type { ReportCell } from '../../../src/db/reports/report-queries.ts';
import { cellText, printable } from '../../../src/reporting/formats/cell-text.ts';
import { render } from '../../../src/reporting/formats/render.ts';
import { pad, wrap } from '../../../src/reporting/formats/wrap.ts';
import { REPORTS } from '../../../src/reporting/named-reports.ts';
import type { ReportSection } from '../../../src/reporting/report.ts';

function section(name: string, rows: Record<string, ReportCell>[], notes: string[] = []): ReportSection {
  const { title, description, columns, record = false } = REPORTS.find((report) => report.name === name)!;
  const empty = Object.fromEntries(columns.map((column) => [column.name, null]));
  return {
    name,
    title,
    description,
    columns,
    record,
    rows: rows.map((row) => ({ ...empty, ...row })),
    notes,
  };
}
const table = (sections: ReportSection[], width = 80) => render(sections, 'table', { width });

const sentiment = section('sentiment', [
  { sentiment: 'negative', n: 0, share: 0, low: -1.2e-17, high: 0.25 },
  { sentiment: 'positive', n: 12345, share: 1, low: 0.75, high: 1.0000000000000002 },
]);
const quote = (text: string, source = 'shop') =>
  section('quotes', [
    { sentiment: 'negative', quote: text, score: -0.9, rating: 1.5, source, line: 1234 },
    { sentiment: 'negative', quote: 'Short.', score: 0.25, rating: null, source: 'app', line: 2 },
  ]);

describe('table', () => {
  test('a share has its interval and a bar; numbers end in one column', () => {
    expect(table([sentiment])).toBe(
      [
        `Sentiment ${'─'.repeat(70)}`,
        'sentiment       n             share',
        'negative        0      0.0 % (0–25)',
        'positive   12,345  100.0 % (75–100)  ████████████████████',
        '',
      ].join('\n'),
    );
  });

  test('a record leaves out what is zero or unknown', () => {
    const rows = [
      { feedback: 0, pending: 0, analysed: 7, mean_rating: 4.194, first_day: null, model: 'm 1 (ab)' },
    ];
    expect(table([section('overview', rows)])).toBe(
      `Overview ${'─'.repeat(71)}\nfeedback     0\nanalysed     7\nmean rating  4.19\nmodel        m 1 (ab)\n`,
    );
  });

  test('words too long for their column are broken, never cut off', () => {
    const address = `https://example.com/${'abcdefghij'.repeat(20)}`;
    const shown = table([quote(address)]);
    expect(shown).not.toContain('…');
    expect(shown.replace(/[^a-z:/.]|negative|score|rating|source|line|shop/g, '')).toContain(
      address.slice(-60),
    );
    const chinese = '裙子很漂亮但是太短了我只好退货'.repeat(6);
    expect(table([quote(chinese)]).match(/\p{Script=Han}/gu)).toHaveLength(chinese.length);
  });

  test('no line is wider than the terminal, none has control characters, whatever the text', () => {
    const words = fc.string({ unit: 'grapheme', maxLength: 200 });
    fc.assert(
      fc.property(words, words, fc.integer({ min: 60, max: 120 }), (text, other, width) => {
        const shown = table(
          [
            quote(text, other),
            section('attributes', [
              {
                attribute: text,
                value: other,
                n: 1234567,
                negative: 0.1,
                negative_low: 0.05,
                negative_high: 0.2,
                positive: 0.5,
                positive_low: 0.4,
                positive_high: 0.6,
                mean_rating: 3.5,
              },
            ]),
            section('overview', [{ feedback: 1, model: text }]),
            section('emotions', [{ emotion: other, n: 3, share: 0.5, low: 0.1, high: 0.9 }]),
          ],
          width,
        );
        for (const line of shown.split('\n')) {
          expect(stringWidth(line)).toBeLessThanOrEqual(width);
          expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\u061c]/u);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('a group is named once, and one source not at all', () => {
    const rows = [0.9, 0.8].map((score, i) => {
      return { sentiment: 'positive', quote: `Quote ${i}.`, score, rating: 5, source: 'shop', line: i };
    });
    const shown = table([section('quotes', rows)]);
    expect(shown.match(/positive/g)).toHaveLength(1);
    expect(shown).not.toContain('source');
  });
});

test('printable: ANSI sequences, controls, line separators and bidirectional overrides go', () => {
  expect(printable('\u001b[31mred\u001b[0m\u0007 \u202eevil\u202c\u2028\u0085next\tcell\r\n')).toBe(
    'red evil next cell',
  );
  expect(printable('\u001b]8;;https://example.com\u0007link\u001b]8;;\u0007')).toBe('link');
  expect(printable('👩‍👩‍👧 é 漢字 עברית')).toBe('👩‍👩‍👧 é 漢字 עברית');
});

test('wrap: every word is kept, every line fits', () => {
  const texts = fc.string({ unit: 'grapheme', maxLength: 120 });
  fc.assert(
    fc.property(texts, fc.integer({ min: 2, max: 30 }), (text, width) => {
      const lines = wrap(text, width);
      expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(width);
    }),
  );
  expect(wrap('The dress 🫠 is too short', 12)).toEqual(['The dress 🫠', 'is too short']);
  expect(wrap('', 5)).toEqual(['']);
});

test('pad: recent emoji and wide letters count as two columns', () => {
  expect(pad('🫠', 4, 'right')).toBe('  🫠');
  expect(pad('裙子', 6, 'left')).toBe('裙子  ');
  expect(pad('too long', 3, 'left')).toBe('too long');
});

test('cells: null is a dash, a score has its sign', () => {
  const [, , score, rating] = quote('').columns.slice(0, 4);
  expect(cellText(score!, { score: -0.5 })).toBe('−0.50');
  expect(cellText(score!, { score: 0.5 })).toBe('+0.50');
  expect(cellText(rating!, { rating: null })).toBe('–');
});

describe('Markdown', () => {
  test('pipes, HTML, newlines and marks are escaped', () => {
    const hostile =
      'a | b\nc <img src=x onerror=alert(1)> & `code` **bold** [x](javascript:y) \\ \u001b[31mred';
    const lines = render([quote(hostile)], 'md', { width: 80 }).split('\n');
    const row = lines.find((line) => line.startsWith('| negative'))!;
    expect(row).toBe(
      '| negative | a \\| b c &lt;img src=x onerror=alert(1)&gt; &amp; \\`code\\` \\*\\*bold\\*\\* ' +
        '\\[x\\](javascript:y) \\\\ red | −0.90 | 1.5 | shop | 1,234 |',
    );
    expect(lines[0]).toBe('## In their words');
    expect(lines[3]).toBe('| --- | --- | ---: | ---: | --- | ---: |');
  });

  test('a row has as many cells as the head, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        const lines = render([quote(text)], 'md', { width: 80 })
          .trim()
          .split('\n')
          .slice(2);
        expect(lines).toHaveLength(4);
        for (const line of lines) expect(line.replace(/\\./g, '').split('|')).toHaveLength(8);
      }),
    );
  });

  test('notes are below', () => {
    expect(render([section('quotes', [], ['Nothing to show.'])], 'md', { width: 80 })).toBe(
      '## In their words\n\n\nNothing to show.\n',
    );
  });
});

test('json: one document, raw numbers', () => {
  const all = JSON.parse(render([sentiment, quote('=1')], 'json', { width: 80 }));
  expect(all).toMatchObject({ report: 'all', sections: [{ name: 'sentiment' }, { name: 'quotes' }] });
  expect(all.sections[0].rows[1].share).toBe(1);
  expect(all.sections[1].rows[0].quote).toBe('=1');
  expect(JSON.parse(render([sentiment], 'json', { width: 80 })).report).toBe('sentiment');
});
