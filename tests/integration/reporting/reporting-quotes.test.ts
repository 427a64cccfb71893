import { describe, expect, test } from 'vitest';
import { updateRollup } from '../../../src/db/rollups/rollups.ts';
import { report } from '../../../src/reporting/report.ts';
import { testDatabase } from '../../support/servers/database.ts';
import { type Row, type StoredScale, scaleJson, storeRows } from './reporting-rows.ts';
import { shop } from './reporting-shop.ts';

async function stored(rows: readonly Row[]) {
  const { database } = await testDatabase();
  await storeRows(database, rows);
  const section = async (name: string, options = {}) => (await report(database, { name, ...options }))[0]!;
  return { section };
}

const app = (rows: Omit<Row, 'source'>[]): Row[] => rows.map((row) => ({ source: 'app', ...row }));

describe('quotes', () => {
  const seams = '👗🧵 The seams came apart after a single wash. ';
  const colour = 'But the colour is wonderful and so is the cut!';
  const sentence = (length: number, sign: string) => `${sign}${'é'.repeat(length - 1)}`;
  const rows = app([
    {
      text: seams + colour,
      line: 5,
      rating: 90,
      judgement: {
        sentiment: 'negative',
        score: -0.1,
        segments: [
          ['The seams came apart after a single wash.', 'negative', -0.9],
          [colour, 'positive', 0.8],
        ],
      },
    },
    { text: seams + colour, line: 9 },
    // As a whole it is neither: no sentence stands for it.
    {
      text: 'The zip is the worst that I had. The lining is the best!',
      judgement: {
        sentiment: 'mixed',
        score: 0,
        segments: [
          ['The zip is the worst that I had.', 'negative', -0.97],
          ['The lining is the best!', 'positive', 0.9],
        ],
      },
    },
    ...(
      [
        [29, 0.99],
        [30, 0.7],
        [240, -0.6],
        [241, -0.98],
      ] as const
    ).map(([length, score]) => {
      const text = sentence(length, String(length % 10));
      const sentiment = score < 0 ? 'negative' : 'positive';
      return { text, judgement: { sentiment, score, segments: [[text, sentiment, score]] } } as const;
    }),
    {
      text: 'Neither here nor there, as they say.',
      judgement: {
        sentiment: 'neutral',
        score: 0,
        segments: [['Neither here nor there, as they say.', 'neutral', 0.1]],
      },
    },
  ]);

  test('are 30 to 240 code points, one a document, by strength, cut at code points', async () => {
    const { section } = await stored(rows);
    expect((await section('quotes')).rows).toEqual([
      {
        sentiment: 'negative',
        quote: 'The seams came apart after a single wash.',
        score: -0.9,
        rating: 90,
        source: 'app',
        line: 5,
      },
      expect.objectContaining({ sentiment: 'negative', quote: sentence(240, '0'), score: -0.6 }),
      expect.objectContaining({ sentiment: 'positive', quote: sentence(30, '0'), score: 0.7 }),
    ]);
  });

  test('limit counts for either side, source narrows', async () => {
    const { section } = await stored([...rows, ...shop()]);
    expect((await section('quotes', { limit: 1 })).rows.map((row) => row.score)).toEqual([-0.9, 0.7]);
    const none = await section('quotes', { source: 'shop' });
    expect(none).toMatchObject({ rows: [], notes: ['Nothing to show.'] });
  });

  test('a former model has no say', async () => {
    const text = 'This was judged by another model only.';
    const { section } = await stored(
      app([{ text, formerly: { sentiment: 'positive', score: 1, segments: [[text, 'positive', 1]] } }]),
    );
    expect((await section('quotes')).rows).toEqual([]);
  });
});

describe('disagreement', () => {
  const judgedRow = (source: string, rating: number | undefined, score: number, line: number): Row => ({
    ...{ source, line, text: `${source} ${line}. Weak words. Strong words ${line}.` },
    ...(rating === undefined ? {} : { rating }),
    judgement: {
      sentiment: score < 0 ? 'negative' : 'positive',
      score,
      segments: [
        ['Weak words.', 'neutral', Math.sign(score) * 0.2],
        [`Strong words ${line}.`, 'neutral', score],
      ],
    },
  });

  // Each rating with kind and with harsh words; which of them disagree is written by hand.
  const SCALES: readonly [StoredScale, ratings: readonly number[], poor: string, good: string][] = [
    ['1-5', [1, 2, 3, 4, 5], '1 2', '4 5'],
    ['5-1', [1, 2, 3, 4, 5], '4 5', '1 2'],
    ['1-6', [1, 2, 3, 4, 5, 6], '1 2', '5 6'],
    ['6-1', [1, 2, 3, 4, 5, 6], '5 6', '1 2'],
    ['1-7', [1, 2, 3, 4, 5, 6, 7], '1 2 3', '5 6 7'],
    ['0-10', [0, 3, 4, 5, 6, 7, 10], '0 3', '7 10'],
    ['nps', [0, 5, 6, 7, 8, 9, 10], '0 5 6', '9 10'],
    ['1-10', [1, 4, 5, 6, 7, 10], '1 4', '7 10'],
    ['0-100', [0, 33, 34, 66, 67, 100], '0 33', '67 100'],
    ['0-1', [0, 1], '0', '1'],
    ['unknown', [1, 2, 3, 4, 5], '', ''],
    // Outside the scale.
    ['1-5', [0, 6, 99], '', ''],
    // A month of only low marks has the scale of its source, not its own maximum.
    ['1-7', [1, 2, 3, 4, 5], '1 2 3', '5'],
  ];

  test.each(SCALES)(
    'on %s, of %j low are %s and high are %s: in the report and in the view, from rows and from roll-ups',
    async (scale, ratings, poor, good) => {
      const { database } = await testDatabase();
      const rows = ratings.flatMap((rating, i) => [
        judgedRow('asked', rating, 0.8, 2 * i + 2),
        judgedRow('asked', rating, -0.8, 2 * i + 3),
      ]);
      await storeRows(database, [...rows, judgedRow('other', 5, 0.9, 2)], { asked: scale });
      const listed = async (read: () => Promise<readonly Record<string, unknown>[]>) => {
        const found = await read();
        const of = (sign: number) =>
          found
            .filter(({ score }) => Math.sign(Number(score)) === sign)
            .map(({ rating }) => Number(rating))
            .sort((a, b) => a - b)
            .join(' ');
        return { poor: of(1), good: of(-1) };
      };
      const both = async () => {
        const section = () => report(database, { name: 'disagreement', source: 'asked', limit: 99 });
        expect(await listed(async () => (await section())[0]!.rows)).toEqual({ poor, good });
        const view = `select rating, score from reporting.disagreement where source = 'asked'`;
        expect(await listed(async () => (await database.query(view)).rows)).toEqual({ poor, good });
      };
      await both();
      await updateRollup(database, 'day', 1);
      await both();
    },
  );

  test('a later import with another scale, and its undoing, change all days of the source', async () => {
    const { database } = await testDatabase();
    const rows = [4, 5, 6, 7].map((rating, i) => judgedRow('asked', rating, -0.8, i + 2));
    await storeRows(database, rows, { asked: '1-7' });
    const found = async () => {
      await updateRollup(database, 'day', 1);
      const stored = `select f.rating from verbatim.rollup_disagreement d join verbatim.feedback f on f.id = d.feedback_id
                       order by 1`;
      return (await database.query<{ rating: number }>(stored)).rows.map(({ rating }) => rating);
    };
    expect(await found()).toEqual([5, 6, 7]);
    const later = (scale: StoredScale) =>
      database.query(
        `insert into verbatim.import (source, file_name, encoding, delimiter, mapping, rating_scale)
         values ('asked', 'later.csv', 'utf-8', ',', '{}', $1)`,
        [JSON.stringify(scaleJson(scale))],
      );
    await later('1-7');
    expect((await database.query(`select from verbatim.rollup_touched where cube = 'day'`)).rowCount).toBe(0);
    await later('0-10');
    expect(await found()).toEqual([7]);
    await database.query(
      `update verbatim.import set status = 'undone' where id = (select max(id) from verbatim.import)`,
    );
    expect(await found()).toEqual([5, 6, 7]);
    await database.query(`update verbatim.import set rating_scale = $1 where source = 'asked'`, [
      JSON.stringify(scaleJson('7-1')),
    ]);
    expect(await found()).toEqual([]);
  });

  test('faults that a question asks for disagree with no rating, nor does praise', async () => {
    const { database } = await testDatabase();
    const given = (['faults', 'praise', 'other'] as const).flatMap((asks, i) => [
      { ...judgedRow('shop', 5, -0.9, 10 * i + 1), attributes: { asks } },
      { ...judgedRow('shop', 1, 0.8, 10 * i + 2), attributes: { asks } },
    ]);
    await storeRows(database, given);
    const lines = async () => {
      const [section] = await report(database, { name: 'disagreement', limit: 2 });
      const { rows } = await database.query<{ line: number }>('select line from reporting.disagreement');
      const listed = [
        section!.rows.map(({ line }) => line),
        rows.map(({ line }) => line).sort((a, b) => a - b),
      ];
      return [...listed, section!.notes];
    };
    for (let turn = 0; turn < 2; turn++) {
      expect(await lines()).toEqual([
        [11, 21],
        [2, 11, 21, 22],
        ['The 2 clearest of 4; --limit shows more.'],
      ]);
      await updateRollup(database, 'day', 1);
    }
  });

  test('what many wrote stands once, from rows and from roll-ups', async () => {
    const { database } = await testDatabase();
    const written = (sentence: string, rating: number, score: number, line: number): Row => ({
      ...{ source: 'shop', line, rating, text: `${line}: ${sentence}` },
      judgement: {
        sentiment: score < 0 ? 'negative' : 'positive',
        score,
        segments: [[sentence, score < 0 ? 'negative' : 'positive', score]],
      },
    });
    const late = 'The parcel came two weeks too late';
    const many = Array.from({ length: 12 }, (_, i) => written(i % 2 ? `${late}.` : late, 5, -0.9, i + 2));
    await storeRows(database, [...many, written('The box was torn open on one side.', 4, -0.8, 20)]);
    const shown = async (name: string) => {
      const [section] = await report(database, { name, limit: 2 });
      return [section!.rows.map(({ line, quote }) => [line, quote]), section!.notes];
    };
    const two = [
      [2, late],
      [20, 'The box was torn open on one side.'],
    ];
    for (let turn = 0; turn < 2; turn++) {
      expect(await shown('disagreement')).toEqual([two, ['The 2 clearest of 13; --limit shows more.']]);
      expect(await shown('quotes')).toEqual([two, []]);
      await updateRollup(database, 'day', 1);
    }
  });

  test('the bounds of the words: 0.5 and more, -0.5 and less; the sentence that disagrees most', async () => {
    const given = [
      [2, 0.5],
      [2, 0.49],
      [3, 0.9],
      [4, -0.5],
      [3.6, -0.9],
      [5, -0.8],
      [0, -1],
      [undefined, 1],
    ] as const;
    const { section } = await stored(
      given.map(([rating, score], i) => judgedRow('shop', rating, score, i + 2)),
    );
    const { rows: found, notes } = await section('disagreement');
    expect(found.map(({ rating, score, line, quote }) => [rating, score, line, quote])).toEqual([
      [5, expect.closeTo(-0.8, 6), 7, 'Strong words 7.'],
      [2, 0.5, 2, 'Strong words 2.'],
      [4, -0.5, 5, 'Strong words 5.'],
    ]);
    expect(notes).toEqual([]);
    const { rows: two, notes: said } = await section('disagreement', { limit: 2 });
    expect(two).toHaveLength(2);
    expect(said).toEqual(['The 2 clearest of 3; --limit shows more.']);
    expect(two[0]).not.toHaveProperty('total');
  });
});
