import { setImmediate } from 'node:timers/promises';
import { zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { testServer } from '../../support/servers/upload-server.ts';

const filled = (unit: string, length: number) => unit.repeat(Math.floor(length / unit.length));
const deep = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

/** CPU time of the longest turn of the event loop while something works, in ms: a loaded machine does not count. */
async function longestTurn(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let working = true;
  const watching = (async () => {
    while (working) {
      const before = process.cpuUsage();
      await setImmediate();
      const { user, system } = process.cpuUsage(before);
      longest = Math.max(longest, (user + system) / 1000);
    }
  })();
  await work().finally(() => {
    working = false;
  });
  await watching;
  return longest;
}

// The longest measured is half a second, a row of 4 Mi characters and a million cells; 200 KB of tabs took seven.
const LONGEST_MS = 2_000;

test('no body and no setting holds the thread of the server for long', async () => {
  const { post } = await testServer();
  const bodies: [name: string, type: string, body: string, query?: Record<string, string>][] = [
    ['tabs', 'text/csv', filled('\t', 200_000)],
    ['at signs in a first row', 'text/csv', `x,${filled('@', 60_000)}\nx,y\n`],
    ['blanks behind a time', 'text/csv', `text,date\nx,01/01/2024 10:00${filled(' ', 3_000)}x\n`],
    ['marks out of order', 'text/csv', `text\na${filled('\u0316\u0301', 400_000)}\n`],
    ['a map of blanks', 'text/csv', 'text\nx\n', { map: `text=${filled(' ', 2_500)}"` }],
    ['a list of blanks', 'text/csv', 'text\nx\n', { ignore: `${filled(' a', 3_900)}"` }],
    ['an open quote on each line', 'text/csv', `text,b\n${filled('"a\n', 300_000)}`],
    ['quotes to mend', 'text/csv', `text,b\n${filled('a"b,"c" ,', 2_000_000)}`],
    ['a million cells', 'text/csv', `text,b\n"a" ,${filled('a"b,', 4_000_000)}`],
    ['rows ended by CR', 'text/csv', `text,b\r${filled('a,b\r', 200_000)}`],
    ['a line of NDJSON', 'application/x-ndjson', `{"text":"ok"}\n{"text":"${filled('a', 20_000_000)}`],
    ['deep JSON', 'application/json', `[{"text":"ok"},{"text":${deep(2_000)}}]`],
  ];
  for (const [name, type, body, more = {}] of bodies) {
    let status = 0;
    const longest = await longestTurn(async () => {
      const answer = await post(body, { type, query: { ...more, dryRun: 'true', source: 's' } });
      status = answer.status;
      await answer.arrayBuffer();
    });
    expect([name, status]).toEqual([name, expect.toSatisfy((code: number) => code === 200 || code === 400)]);
    expect([name, longest < LONGEST_MS ? 'short' : longest]).toEqual([name, 'short']);
  }
});

test('JSON nested 100,000 deep and damaged archives are the fault of the sender', async () => {
  const { post, spooled } = await testServer();
  const json = { type: 'application/json' };
  const rows = '[{"text":"ok"}]';
  for (const body of [
    `[{"text":${deep(100_000)}}]`,
    `{"rows":${rows},"map":${deep(100_000)}}`,
    `{"rows":${rows},"x":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`,
  ]) {
    const answer = await post(body, json);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { code: 'UPLOAD_INVALID' } });
  }
  const packed = zstdCompressSync(Buffer.from(`id,text\n${'1,a text of some length\n'.repeat(50_000)}`));
  packed.fill(0xff, 12, 40);
  for (const damaged of [packed.subarray(0, 9), packed]) {
    const answer = await post(damaged, { type: 'application/octet-stream', query: { dryRun: 'true' } });
    const said = (await answer.json()) as { problem?: unknown; error?: unknown };
    expect([200, 400]).toContain(answer.status);
    expect(said.problem ?? said.error).toMatchObject({ code: 'FILE_CORRUPT' });
  }
  expect(spooled()).toEqual([]);
});

test('a setting named as the prototype of every object changes nothing', async () => {
  const { post, settled } = await testServer();
  const body =
    '{"rows":[{"id":1,"text":"ok"}],"__proto__":{"source":"evil"},"constructor":{"source":"evil"}}';
  const answer = await post(body, { type: 'application/json', query: { name: 'mine.json' } });
  expect(answer.status).toBe(202);
  const ended = await settled(answer.headers.get('location')!);
  expect(ended).toMatchObject({ state: 'done', detected: { source: 'mine' } });
  expect(({} as Record<string, unknown>).source).toBeUndefined();
});
