import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { testDatabase } from '../../support/servers/database.ts';
import { serving } from '../../support/servers/serving.ts';
import { testFolder } from '../../support/servers/upload-server.ts';

/** Peak resident memory of a process, MB. */
const peak = (pid: number) =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1_024;

test('sixteen JSON bodies of 16 MB at once take the memory of one, and all are answered', async () => {
  const { url } = await testDatabase();
  const folder = testFolder();
  const server = await serving({ DATABASE_URL: url, VERBATIM_UPLOAD_FOLDER: folder });
  // Small values cost the most memory. Refused when all of it is read, so that nothing is imported.
  const body = Buffer.from(`{"rows":[{"text":"x","y":[${'[],'.repeat(5_500_000)}[]]}],"delimiter":"::"}`);
  expect(body.length).toBeLessThan(16 * 1024 * 1024);
  const send = async (source: string) => {
    const answer = await fetch(`${server.address}/imports?source=${source}`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body },
    });
    return answer.status;
  };
  expect(await send('first')).toBe(400);
  const one = peak(server.pid);
  const all = await Promise.all(Array.from({ length: 16 }, (_, i) => send(String(i))));
  expect(all).toEqual(Array(16).fill(400));
  expect(peak(server.pid)).toBeLessThan(one + 1_500);
}, 600_000);
