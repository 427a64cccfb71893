import { gzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { expect, test } from 'vitest';
import { csvOf, form, type Import, testServer } from '../../support/servers/upload-server.ts';

test('every kind of body ends as rows', async () => {
  const { post, settled, database, spooled } = await testServer();
  const rows = [
    { id: 'a', text: 'Great.', rating: 5, tags: ['x', 'y'] },
    { id: 'b', text: 'Two\nlines, "quoted"', extra: null },
  ];
  const ndjson = rows.map((row) => JSON.stringify(row)).join('\n');
  const csv = 'id;text;rating\na;Great.;5\nb;Two;\n';
  const bodies: [string, Parameters<typeof post>[0], Parameters<typeof post>[1]][] = [
    ['csv', csv, { query: { name: 'shop.csv' } }],
    ['packed', gzipSync(csv), { type: 'application/gzip' }],
    ['ndjson', ndjson, { type: 'application/x-ndjson' }],
    ['packed ndjson', gzipSync(ndjson), { type: 'application/x-ndjson; charset=utf-8' }],
    ['json', JSON.stringify(rows), { type: 'application/json' }],
    ['batch', JSON.stringify({ rows, map: { text: 'text' } }), { type: 'application/json' }],
    ['form', form(csv, 'shop.csv', { delimiter: ';' }), {}],
    ['form of ndjson', form(ndjson, 'shop.ndjson'), {}],
    ['form of json', form(JSON.stringify(rows), 'shop.json'), {}],
  ];
  for (const [source, body, options] of bodies) {
    const answer = await post(body, { ...options, query: { source, ...options?.query } });
    expect([source, answer.status]).toEqual([source, 202]);
    const begun = (await answer.json()) as Import;
    expect(answer.headers.get('location')).toBe(begun.url);
    const ended = await settled(begun.url);
    expect(ended).toMatchObject({ state: 'done', error: null, counts: { read: 2, accepted: 2 } });
    expect(ended.detected).toMatchObject({ source, columns: { id: 'id', text: 'text', rating: 'rating' } });
    expect(ended.bytesRead).toBe(ended.bytes);
  }
  const { rows: stored } = await database.query(
    `select external_id as id, coalesce(raw_text, text) as text, rating, attributes
       from verbatim.feedback join verbatim.document d on d.id = document_id where source = 'ndjson' order by 1`,
  );
  expect(stored).toEqual([
    { id: 'a', text: 'Great.', rating: 5, attributes: { tags: '["x","y"]' } },
    { id: 'b', text: 'Two\nlines, "quoted"', rating: null, attributes: {} },
  ]);
  await expect.poll(spooled).toEqual([]);
});

test('what cannot be taken is refused at once, and nothing of it is kept', async () => {
  const { post, get, address, database, spooled } = await testServer({ limit: 100_000 });
  const text = 'x'.repeat(200);
  const two = form(csvOf(1), 'a.csv');
  two.append('other', new Blob(['text\nx\n']), 'b.csv');
  const json = { type: 'application/json' };
  const refusals: [string, Promise<Response>, number, string][] = [
    ['too large', post(csvOf(1_000, () => text)), 413, 'UPLOAD_TOO_LARGE'],
    [
      'too large, in a form',
      post(
        form(
          csvOf(1_000, () => text),
          'a.csv',
        ),
      ),
      413,
      'UPLOAD_TOO_LARGE',
    ],
    ['too large, JSON', post(JSON.stringify([{ text: 'x'.repeat(200_000) }]), json), 413, 'UPLOAD_TOO_LARGE'],
    ['an unknown type', post('<a/>', { type: 'application/xml' }), 415, 'UPLOAD_TYPE_UNKNOWN'],
    ['no type', fetch(`${address}/imports`, { method: 'POST' }), 415, 'UPLOAD_TYPE_UNKNOWN'],
    ['no JSON', post('[{]', json), 400, 'UPLOAD_INVALID'],
    ['JSON of another kind', post('{"text":"x"}', json), 400, 'UPLOAD_INVALID'],
    ['JSON without rows', post('[]', json), 400, 'UPLOAD_INVALID'],
    ['a form without a file', post(new FormData()), 400, 'UPLOAD_INVALID'],
    ['a form with two files', post(two), 413, 'USAGE'],
    ['an unknown encoding', post(csvOf(1), { query: { encoding: 'utf-9' } }), 400, 'ENCODING_UNKNOWN'],
    ['a wrong delimiter', post(csvOf(1), { query: { delimiter: '::' } }), 400, 'USAGE'],
    ['a wrong map', post(form(csvOf(1), 'a.csv', { map: '{"texts":"x"}' })), 400, 'UPLOAD_INVALID'],
    ['a wrong map, as text', post(csvOf(1), { query: { map: 'texts=x' } }), 400, 'USAGE'],
    ['a blank key', post(csvOf(1), { headers: { 'idempotency-key': 'a b' } }), 400, 'USAGE'],
    ['a wrong switch', post(csvOf(1), { query: { dryRun: 'perhaps' } }), 400, 'USAGE'],
  ];
  for (const [what, sent, status, code] of refusals) {
    const answer = await sent;
    const { error } = (await answer.json()) as { error: { code: string; fix: string } };
    expect([what, answer.status, error.code]).toEqual([what, status, code]);
    expect(error.fix).toBeTruthy();
  }
  expect(await (await get('/imports')).json()).toEqual({ imports: [] });
  expect(spooled()).toEqual([]);
  const { rows } = await database.query('select count(*) as n from verbatim.import');
  expect(rows[0].n).toBe(0);
});

test('a file that cannot be imported says why; its rows that cannot be taken are listed', async () => {
  const { post, get, settled } = await testServer();
  const failed = await settled(
    ((await (await post('PK\x03\x04 xl/', { type: 'text/csv' })).json()) as Import).url,
  );
  expect(failed).toMatchObject({ state: 'failed', importId: null, error: { code: 'FILE_NOT_TEXT' } });
  expect(failed.error!.message).toContain('Excel');

  const bad = ['{"text":"fine"}', 'no json', '[1]', '{"text":"=1+1"}', '{"text":"\\u0000"}'].join('\n');
  const answer = await post(bad, { type: 'application/x-ndjson', query: { source: 's' } });
  const ended = await settled(((await answer.json()) as Import).url);
  expect(ended).toMatchObject({ state: 'done', counts: { read: 5, accepted: 2, rejected: 3 } });
  expect(ended.rejectsByReason).toEqual({ malformed_json: 2, nul_character: 1 });
  const listed = (await (await get(`${ended.url}/rejects?format=json&limit=2`)).json()) as { next: number };
  expect(listed).toMatchObject({
    rejects: [
      { line: 2, raw: 'no json' },
      { line: 3, raw: '[1]' },
    ],
  });
  const rest = await (await get(`${ended.url}/rejects?format=json&limit=2&after=${listed.next}`)).json();
  expect(rest).toMatchObject({ rejects: [{ reason: 'nul_character', line: 5 }], next: null });
});

test('rejects as CSV hold no formula, and are those of the file', async () => {
  const { post, get, settled } = await testServer();
  const cells = ['=cmd()', '+1+1', '-1+1', '@a', '\t=1', '"=quoted"', '\uff1d1', 'plain', '5'];
  const file = `id,text,shop\n${cells.map((cell) => `${cell}`).join('\n')}\n1,ok,x\n`;
  const { url } = (await (await post(file)).json()) as Import;
  const ended = await settled(url);
  expect(ended.counts).toMatchObject({ read: cells.length + 1, accepted: 1, rejected: cells.length });
  const answer = await get(`${url}/rejects`);
  expect(answer.headers.get('content-type')).toMatch(/^text\/csv/);
  expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="rejects-${ended.id}.csv"`);
  const [header, ...rows] = parse(await answer.text()) as string[][];
  expect(header!.map((name) => name.replace('\ufeff', ''))).toEqual([
    ...['reject_id', 'file', 'line', 'column', 'reason', 'detail', 'raw_row'],
  ]);
  expect(rows.map(([, , line]) => Number(line))).toEqual(cells.map((_, i) => i + 2));
  for (const row of rows) for (const cell of row) expect(cell).not.toMatch(/^\s*[=+\-@\uff1d]/);
  expect(rows.map((row) => row[6]!.replace(/^'/, ''))).toEqual(cells);
  // Mended and sent again, they are closed.
  const mended = stringify([header!, ...rows.map((row) => [...row.slice(0, 6), `9${row[0]},mended,x`])]);
  const again = await settled(
    ((await (await post(mended, { query: { name: 'mended.csv' } })).json()) as Import).url,
  );
  expect(again).toMatchObject({ state: 'done', counts: { read: cells.length, accepted: cells.length } });
  expect((parse(await (await get(`${url}/rejects`)).text()) as string[][]).length).toBe(1);
  const nothing = await get('/imports/00000000-0000-0000-0000-000000000000/rejects');
  expect(nothing.status).toBe(404);
});

test('the same key with the same body names the same import; with another body it is refused', async () => {
  const { post, settled, get, spooled } = await testServer();
  const headers = { 'idempotency-key': 'night-of-2026-11-23' };
  const body = csvOf(50);
  const first = (await (await post(body, { headers })).json()) as Import;
  const again = await post(body, { headers });
  expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([202, 'true']);
  expect(((await again.json()) as Import).id).toBe(first.id);
  // Sent at the same moment.
  const other = { 'idempotency-key': 'another' };
  const all = await Promise.all(Array.from({ length: 8 }, () => post(body, { headers: other })));
  const ids = await Promise.all(all.map(async (answer) => ((await answer.json()) as Import).id));
  expect(new Set(ids).size).toBe(1);
  expect(ids[0]).not.toBe(first.id);
  for (const [changed, query] of [
    [csvOf(51), {}],
    [body, { source: 'elsewhere' }],
    [body, { name: 'other.csv' }],
  ] as const) {
    const refused = await post(changed, { headers, query });
    expect([refused.status, ((await refused.json()) as { error: { code: string } }).error.code]).toEqual([
      ...[409, 'UPLOAD_KEY_REUSED'],
    ]);
  }
  expect((await settled(first.url)).counts.read).toBe(50);
  expect(await settled(`/imports/${ids[0]}`)).toMatchObject({ state: 'done' });
  const { imports } = (await (await get('/imports')).json()) as { imports: Import[] };
  expect(imports).toHaveLength(2);
  await expect.poll(spooled).toEqual([]);
});

test('names of files are labels: no path gets anywhere', async () => {
  const { post, settled, spooled, folder } = await testServer();
  for (const [name, label, source] of [
    ['../../etc/passwd', 'passwd', 'passwd'],
    ['..\\..\\boot.csv', 'boot.csv', 'boot'],
    ['/abs/olute.csv.gz', 'olute.csv.gz', 'olute'],
    ['..', 'upload', 'upload'],
    ['-', 'upload', 'upload'],
    ['a\u0007b\n\u202e.csv', 'ab.csv', 'ab'],
    [`${'x'.repeat(400)}.csv`, 'x'.repeat(200), 'x'.repeat(200)],
  ] as const) {
    const begun = (await (await post(csvOf(1), { query: { name } })).json()) as Import;
    expect(begun.file).toBe(label);
    expect(
      spooled().every((file) => /^[0-9a-f-]{36}$/.test(file)),
      folder,
    ).toBe(true);
    expect((await settled(begun.url)).detected?.source).toBe(source);
  }
  const begun = (await (await post(form(csvOf(1), '../../../../tmp/evil.csv'))).json()) as Import;
  expect(begun.file).toBe('evil.csv');
  await settled(begun.url);
});

test('a dry run says what an import would do, and writes nothing', async () => {
  const { post, database, spooled } = await testServer();
  const dryRun = { dryRun: 'true' };
  const file = 'Kommentar;Nr;Sterne\nGut;1;5\nSchlecht\nNaja;3;viele\n';
  const seen = await post(form(file, 'shop.csv'), { query: dryRun });
  expect(seen.status).toBe(200);
  expect(await seen.json()).toMatchObject({
    ...{ file: 'shop.csv', delimiter: ';', header: true, names: ['Kommentar', 'Nr', 'Sterne'] },
    positions: { text: [1], rating: [3] },
    rows: [['Gut', '1', '5'], ['Schlecht'], ['Naja', '3', 'viele']],
    counts: { read: 3, accepted: 2, rejected: 1, withoutText: 0 },
    rejectsByReason: { too_few_fields: 1 },
    unparsed: [{ column: 'Sterne', count: 1, firstLine: 4 }],
    problem: null,
  });
  const map = JSON.stringify({ text: '#1', id: '#2', rating: '' });
  const corrected = await (await post(form(file, 'shop.csv', { map }), { query: dryRun })).json();
  expect(corrected).toMatchObject({
    positions: { text: [1], id: [2] },
    attributes: ['Sterne'],
    unparsed: [],
  });
  const survey =
    'title,text,date,score\nLovely,,2026-01-01 10:00,1\n,Too loud,2026-01-02 10:00,7\n,Late,,4\n';
  const told = { asks: 'faults', scale: '7-1', timeZone: 'Europe/Berlin', map: 'rating=score' };
  expect(await (await post(form(survey, 'a.csv', told), { query: dryRun })).json()).toMatchObject({
    ...{ asks: 'faults', scale: '7-1', nps: false, timeZone: 'Europe/Berlin', titled: 1, problem: null },
  });
  const guessed = await post(form(survey, 'a.csv', { map: 'rating=score' }), { query: dryRun });
  expect(await guessed.json()).toMatchObject({ asks: null, scale: '1-7', timeZone: 'UTC', titled: 1 });
  const lost = await (await post('a,b\n1,2\n', { query: dryRun })).json();
  expect(lost).toMatchObject({ names: ['a', 'b'], counts: null, problem: { code: 'COLUMN_TEXT_MISSING' } });
  const json = await post('[{"text":"x"},7]', { type: 'application/json', query: dryRun });
  expect(await json.json()).toMatchObject({ counts: { read: 2, accepted: 1, rejected: 1 } });
  const empty = await post('', { query: dryRun });
  expect([empty.status, ((await empty.json()) as { error: { code: string } }).error.code]).toEqual([
    400,
    'FILE_EMPTY',
  ]);
  for (const table of ['upload', 'import', 'feedback', 'reject']) {
    expect((await database.query(`select count(*) as n from verbatim.${table}`)).rows[0].n).toBe(0);
  }
  expect(spooled()).toEqual([]);
});

test('fifty uploads at once are all counted right; the same file twice is taken once', async () => {
  const { post, settled, database, get } = await testServer({ imports: 4 });
  const rows = 120;
  const sent = await Promise.all(
    // Every file comes twice at once, under one source.
    Array.from({ length: 50 }, async (_, i) => {
      const shop = Math.floor(i / 2);
      const body = csvOf(rows, (row) => `Comment ${row} of shop ${shop}`);
      const answer = await post(body, { query: { source: `shop ${shop}`, name: `${i}.csv` } });
      expect(answer.status).toBe(202);
      return { shop, url: ((await answer.json()) as Import).url };
    }),
  );
  const ended = await Promise.all(sent.map(async (at) => ({ ...at, now: await settled(at.url) })));
  for (let shop = 0; shop < 25; shop++) {
    const both = ended.filter((upload) => upload.shop === shop).map(({ now }) => now);
    expect(both.map(({ state }) => state)).toEqual(['done', 'done']);
    for (const { counts } of both) {
      expect(counts.read).toBe(rows);
      expect(counts.accepted + counts.duplicates).toBe(rows);
    }
    expect(both[0]!.counts.accepted + both[1]!.counts.accepted).toBe(rows);
    expect(both[0]!.counts.newDocuments + both[1]!.counts.newDocuments).toBe(rows);
  }
  const { rows: stored } = await database.query('select count(*) as n from verbatim.feedback');
  expect(stored[0].n).toBe(25 * rows);
  const { imports } = (await (await get('/imports?state=done&limit=50')).json()) as { imports: Import[] };
  expect(new Set(imports.map(({ id }) => id)).size).toBe(50);
}, 400_000);

test('events come in order: from the first state to the end, counts never fall', async () => {
  const { post, get } = await testServer();
  const { url } = (await (await post(csvOf(60_000))).json()) as Import;
  const answer = await get(`${url}/events`);
  expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/);
  const events = (await answer.text())
    .split('\n\n')
    .filter((block) => block.startsWith('id:'))
    .map((block) => {
      const [, id, name, data] = /^id: (\d+)\nevent: (\w+)\ndata: (.*)$/.exec(block)!;
      return { id: Number(id), name, now: JSON.parse(data!) as Import };
    });
  expect(events.length).toBeGreaterThan(2);
  expect(events.map(({ id }) => id)).toEqual(events.map((_, i) => i + 1));
  expect(events.map(({ name }) => name)).toEqual([...events.slice(1).map(() => 'progress'), 'end']);
  const order = ['queued', 'running', 'done'];
  const sorted = (values: number[]) => [...values].sort((a, b) => a - b);
  const states = events.map(({ now }) => order.indexOf(now.state));
  expect(states).toEqual(sorted(states));
  for (const value of [
    (now: Import) => now.counts.read,
    (now: Import) => now.counts.accepted,
    (now: Import) => now.bytesRead,
  ]) {
    const values = events.map(({ now }) => value(now));
    expect(values).toEqual(sorted(values));
  }
  expect(events.at(-1)!.now).toMatchObject({ state: 'done', counts: { read: 60_000, accepted: 60_000 } });
  // One that has ended says so at once.
  expect((await (await get(`${url}/events`)).text()).match(/^event: \w+/gm)).toEqual([
    ...['event: progress', 'event: end'],
  ]);
  expect((await get('/imports/nothing/events')).status).toBe(404);
});
