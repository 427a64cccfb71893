import { afterAll, beforeAll, expect, test } from 'vitest';
import { countThemes } from '../../../src/db/themes/figures.ts';
import { report } from '../../../src/reporting/report.ts';
import { themesOverview } from '../../../src/reporting/theme-overview.ts';
import { updateThemes } from '../../../src/runs/themes/update.ts';
import { openShop, type Shop, shownThemes, themeTables } from '../../support/data/theme-nights.ts';
import { testEngine } from '../../support/servers/app.ts';
import { testDatabase } from '../../support/servers/database.ts';

let made: Awaited<ReturnType<typeof testEngine>>;
beforeAll(async () => {
  made = await testEngine();
});
afterAll(() => made.engine.close());

const TOO_LONG = 120_000;
const one = async <Row>(shop: Shop, sql: string, values: unknown[] = []): Promise<Row> =>
  (await shop.database.query(sql, values)).rows[0] as Row;
const largest = async (shop: Shop, count: number): Promise<number[]> => {
  const sql = 'select theme_id from reporting.theme order by segments desc, theme_id limit $1';
  return (await shop.database.query<{ theme_id: number }>(sql, [count])).rows.map((row) => row.theme_id);
};

/** Share of the segments of the previous nightly run that kept their theme. */
function kept(before: Map<string, number | null>, after: Map<string, number | null>): number {
  return [...before].filter(([key, theme]) => after.get(key) === theme).length / before.size;
}

test('themes survive a nightly run with 10 % new rows, with every way of updating them', {
  timeout: TOO_LONG,
}, async () => {
  const shop = await openShop(made);
  await shop.takeDemo(0, 300);
  const first = await updateThemes(shop.database);
  expect(first).toMatchObject({ clustered: 'first', gone: [] });
  expect(first.themes).toBeGreaterThan(5);
  const before = await shownThemes(shop.database);
  expect([...before.values()]).not.toContain(null);
  const names = (await shop.database.query('select theme_id, name from reporting.theme order by 1')).rows;

  await shop.takeDemo(300, 330);
  const second = await updateThemes(shop.database);
  expect(second).toMatchObject({ clustered: null, born: [], gone: [], themes: first.themes });
  expect(second.newcomers).toBeGreaterThan(30);
  const after = await shownThemes(shop.database);
  expect(after.size).toBe(before.size + second.newcomers);
  expect(kept(before, after)).toBe(1);

  // As if half as many had come in: all are clustered, from the centroids of before.
  await shop.database.query('update verbatim.theme_clustering set segments = 1, newcomers = 1');
  const third = await updateThemes(shop.database);
  expect(third.clustered).toBe('grown');
  expect(kept(after, await shownThemes(shop.database))).toBeGreaterThanOrEqual(0.95);
  const same = (await shop.database.query('select theme_id, name from reporting.theme order by 1')).rows;
  expect(same).toEqual(
    expect.arrayContaining(names.filter(({ theme_id }) => !third.gone.includes(theme_id))),
  );

  // Every segment has one theme, counts agree, and every quote is a slice of a text.
  const counts = await one<{ theme: number; segment: number }>(
    shop,
    `select (select sum(segments) from verbatim.theme) as theme, (select count(*) from verbatim.segment) as segment`,
  );
  expect(Number(counts.theme)).toBe(counts.segment);
  expect((await shop.database.query('select * from verbatim.broken_theme_quotes()')).rows).toEqual([]);
  const { rows: quotes } = await shop.database.query<{ stored: string; quote: string; similarity: number }>(
    `select q.quote, array_to_string((string_to_array(d.text, null))[q.start_offset + 1 : q.end_offset], '') as stored
       from verbatim.theme_quote q join verbatim.document d on d.id = q.document_id`,
  );
  expect(quotes.length).toBeGreaterThanOrEqual(third.themes);
  for (const { quote, stored } of quotes) expect(quote).toBe(stored);
});

test('a nightly run without new rows writes nothing; a rebuild finds the same themes', {
  timeout: TOO_LONG,
}, async () => {
  const shop = await openShop(made);
  await shop.takeDemo(0, 120);
  await updateThemes(shop.database);
  const tables = await themeTables(shop.database);
  // The transaction that wrote each row last.
  const writers = async () =>
    (
      await shop.database.query(`
        select xmin::text, id::text as key from verbatim.theme union all
        select xmin::text, document_id || '/' || ordinal from verbatim.theme_segment union all
        select xmin::text, theme_id || '/' || rank from verbatim.theme_quote order by 2, 1`)
    ).rows;
  const counted = await themesOverview(shop.database);
  const before = await writers();
  expect(await updateThemes(shop.database)).toMatchObject({
    clustered: null,
    newcomers: 0,
    born: [],
    gone: [],
  });
  expect(await themeTables(shop.database)).toEqual(tables);
  expect(await themesOverview(shop.database)).toEqual(counted);
  expect(await writers()).toEqual(before);
  const rebuilt = await updateThemes(shop.database, { rebuild: true });
  expect(rebuilt).toMatchObject({ clustered: 'rebuild', born: [], gone: [] });
  expect((await themeTables(shop.database)).slice(0, 3)).toEqual(tables.slice(0, 3));
});

test('killed at any point and run again, the tables equal those of an undisturbed run', {
  timeout: TOO_LONG,
}, async () => {
  const [shop, undisturbed] = [await openShop(made), await openShop(made)];
  for (const it of [shop, undisturbed]) await it.takeDemo(0, 100);
  let pauses = 0;
  await updateThemes(undisturbed.database, { pause: () => void pauses++ });
  expect(pauses).toBeGreaterThan(10);
  for (const at of [1, Math.floor(pauses / 2), pauses - 1, pauses]) {
    let count = 0;
    const pause = async () => {
      if (++count < at) return;
      // As when the process dies: the server sees its connections go.
      await shop.database.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid()`,
      );
    };
    await expect(updateThemes(shop.database, { pause })).rejects.toThrow();
    expect((await themeTables(shop.database)).flat()).toEqual([]);
  }
  await updateThemes(shop.database);
  expect(await themeTables(shop.database)).toEqual(await themeTables(undisturbed.database));
});

test('edits of themes are kept in this nightly run and later ones', { timeout: TOO_LONG }, async () => {
  const shop = await openShop(made);
  await shop.takeDemo(0, 200);
  await updateThemes(shop.database);
  const [split, merged, holder, hidden, renamed] = await largest(shop, 5);
  const edit = (sql: string, ...values: unknown[]) => shop.database.query(`select verbatim.${sql}`, values);
  await edit('rename_theme($1, $2)', renamed, '  What it costs ');
  await edit('hide_theme($1)', hidden);
  await edit('merge_themes($1, $2)', merged, holder);
  await edit('split_theme($1, 3)', split);
  const together = await one<{ n: number }>(
    shop,
    'select sum(segments)::int as n from verbatim.theme where id = any ($1)',
    [[merged, holder]],
  );
  const check = async () => {
    const { rows } = await shop.database.query(
      'select theme_id, name, segments, merged from reporting.theme',
    );
    const shown = new Map(rows.map((row) => [row.theme_id, row]));
    expect(shown.get(renamed).name).toBe('What it costs');
    expect(shown.has(hidden)).toBe(false);
    expect(shown.has(merged)).toBe(false);
    expect(shown.get(holder).merged.map(Number)).toEqual([merged]);
    return shown;
  };
  expect((await check()).get(holder).segments).toBe(together.n);
  const before = await shownThemes(shop.database);
  const updated = await updateThemes(shop.database);
  expect(updated.born).toHaveLength(2);
  const after = await shownThemes(shop.database);
  for (const [key, theme] of before) {
    expect(theme === split ? [split, ...updated.born] : [theme]).toContain(after.get(key));
  }
  for (const id of [split, ...updated.born]) expect([...after.values()]).toContain(id);
  await check();
  await shop.takeDemo(200, 220);
  await updateThemes(shop.database);
  const rebuilt = await updateThemes(shop.database, { rebuild: true });
  expect(rebuilt.clustered).toBe('rebuild');
  const shown = await check();
  for (const id of [split, ...updated.born]) expect(shown.has(id), `part ${id}`).toBe(true);
  await edit('unmerge_theme($1)', merged);
  await edit('hide_theme($1, false)', hidden);
  await edit('rename_theme($1, null)', renamed);
  const again = new Set(await largest(shop, 1_000));
  expect(again.has(merged!) && again.has(hidden!)).toBe(true);
});

test('a theme that is edited during a nightly run keeps the edit', { timeout: TOO_LONG }, async () => {
  const shop = await openShop(made);
  await shop.takeDemo(0, 80);
  await updateThemes(shop.database);
  const [first, second] = await largest(shop, 2);
  let edited = false;
  const pause = async () => {
    if (edited) return;
    edited = true;
    await shop.database.query('select verbatim.rename_theme($1, $2)', [first, 'Ours']);
    await shop.database.query('select verbatim.merge_themes($1, $2)', [second, first]);
    await shop.database.query('select verbatim.split_theme($1)', [first]);
  };
  const updated = await updateThemes(shop.database, { rebuild: true, pause });
  expect(edited).toBe(true);
  expect(updated.born).toHaveLength(1);
  const { rows } = await shop.database.query(
    'select id, user_name, shown_as from verbatim.theme where id = any ($1)',
    [[first, second]],
  );
  expect(rows).toEqual(
    expect.arrayContaining([
      { id: first, user_name: 'Ours', shown_as: first },
      { id: second, user_name: null, shown_as: first },
    ]),
  );
});

test('edits that make no sense are refused', { timeout: TOO_LONG }, async () => {
  const shop = await openShop(made);
  await shop.takeDemo(0, 60);
  await updateThemes(shop.database);
  const [a, b, c] = await largest(shop, 3);
  const edit = (sql: string, ...values: unknown[]) => shop.database.query(`select verbatim.${sql}`, values);
  await expect(edit('rename_theme(99999, $1)', 'x')).rejects.toThrow('there is no theme 99999');
  await expect(edit('rename_theme($1, $2)', a, ' ')).rejects.toThrow('1 to 200 characters');
  await expect(edit('split_theme($1, 1)', a)).rejects.toThrow('2 to 20 parts');
  await expect(edit('merge_themes($1, $1)', a)).rejects.toThrow('already');
  await edit('merge_themes($1, $2)', a, b);
  await edit('merge_themes($1, $2)', b, c);
  await expect(edit('merge_themes($1, $2)', c, a)).rejects.toThrow('already');
  await expect(edit('split_theme($1)', a)).rejects.toThrow('merged into another');
  const { rows } = await shop.database.query('select shown_as from verbatim.theme where id = $1', [a]);
  expect(rows).toEqual([{ shown_as: c }]);
  await expect(
    shop.database.query(`update verbatim.theme_quote set quote = quote || '.' where rank = 1`),
  ).rejects.toThrow('is not what stands in document');
});

test.each([
  ['one row', ['It broke after a day.'], 1],
  ['all rows identical', Array<string>(40).fill('Delivery was late again.'), 1],
  ['29 sentences', Array.from({ length: 29 }, (_, i) => `Delivery number ${i} was late.`), 29],
])('%s make no themes, and it is said', async (_, texts, sentences) => {
  const shop = await openShop(made);
  await shop.take(texts);
  const tooFew = { sentences, texts: sentences };
  expect(await updateThemes(shop.database)).toMatchObject({ clustered: null, themes: 0, tooFew });
  expect((await themesOverview(shop.database)).themes).toEqual([]);
  await shop.take(Array.from({ length: 30 }, (_, i) => `The parcel ${i} arrived broken and wet.`));
  expect(await updateThemes(shop.database)).toMatchObject({ clustered: 'first', tooFew: null });
});

test('no rows, no model: nothing happens', async () => {
  const { database } = await testDatabase();
  expect(await updateThemes(database)).toMatchObject({ model: null, themes: 0 });
  expect((await countThemes(database, 7)).themes).toEqual([]);
  await made.register(database);
  expect(await updateThemes(database, { rebuild: true })).toMatchObject({ model: null, themes: 0 });
});

test('a signal ends the nightly run, and nothing of it is stored', { timeout: TOO_LONG }, async () => {
  const shop = await openShop(made);
  await shop.takeDemo(0, 30);
  const signal = AbortSignal.abort('SIGTERM');
  await expect(updateThemes(shop.database, { signal })).rejects.toMatchObject({ code: 'INTERRUPTED' });
  expect((await themeTables(shop.database)).flat()).toEqual([]);
});

test('two nightly runs at once: the second is refused', { timeout: TOO_LONG }, async () => {
  const shop = await openShop(made);
  await shop.takeDemo(0, 30);
  let second: Promise<unknown> | null = null;
  await updateThemes(shop.database, {
    pause: async () => {
      second ??= updateThemes(shop.database).catch((error: { code: string }) => error.code);
      await second;
    },
  });
  expect(await second).toBe('THEMES_BUSY');
});

test('reports show themes in their words, also of one source', { timeout: TOO_LONG }, async () => {
  const shop = await openShop(made);
  await shop.takeDemo(0, 60);
  expect((await report(shop.database, { name: 'themes' }))[0]!.rows).toEqual([]);
  await updateThemes(shop.database);
  const [themes] = await report(shop.database, { name: 'themes', limit: 3, source: 'shop' });
  const [quotes] = await report(shop.database, { name: 'theme-quotes' });
  expect(themes!.rows).toHaveLength(3);
  expect(quotes!.rows.map(({ theme }) => theme)).toEqual(
    expect.arrayContaining(themes!.rows.map((row) => row.theme)),
  );
});

test('a theme that comes up in the last week is emerging, and the others are not', {
  timeout: TOO_LONG,
}, async () => {
  const shop = await openShop(made);
  const steady = ['The staff in the store was kind and helpful', 'The dress is too small around the waist'];
  const fresh = 'The parcel arrived broken and wet';
  // Ten weeks of either, then one in which every other comment is of a parcel.
  const said = Array.from({ length: 77 }, (_, day) =>
    [...steady, ...(day >= 70 ? [fresh, fresh] : [])].map((text, i) => `${text}, day ${day} number ${i}.`),
  );
  await shop.take(said.flat());
  await shop.database.query(
    `update verbatim.feedback f set occurred_at = '2026-01-05'::timestamptz
       + substring(d.text from 'day (\\d+)')::int * interval '1 day' from verbatim.document d where d.id = f.document_id`,
  );
  await updateThemes(shop.database);
  const { themes, firstDay, lastDay } = await themesOverview(shop.database);
  expect([firstDay, lastDay]).toEqual(['2026-01-05', '2026-03-22']);
  const parcels = themes.filter(({ quote }) => quote!.includes('parcel'));
  const others = themes.filter(({ quote }) => !quote!.includes('parcel'));
  expect(parcels.some(({ emergence }) => emergence!.emerging)).toBe(true);
  expect(parcels.some((theme) => (theme.trend?.low ?? 0) > 1)).toBe(true);
  expect(others.length).toBeGreaterThan(0);
  expect(others.some(({ emergence }) => emergence!.emerging)).toBe(false);
});
