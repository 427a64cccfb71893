import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../tests/support/servers/services.ts';

const UPLOADS = 50;
const ROWS = 2_000;
const ROOT = join(import.meta.dirname, '..');

interface Upload {
  readonly url: string;
  readonly state: string;
  readonly counts: { readonly accepted: number };
}

const csv = (upload: number): string => {
  const rows = Array.from(
    { length: ROWS },
    (_, i) => `${i},Parcel ${i} of ${upload} came late,${(i % 5) + 1}`,
  );
  return `id,text,rating\n${rows.join('\n')}\n`;
};

/** 50 files sent to `verbatim serve` at once: until all are taken, until all are stored, and its peak memory. */
export async function measureUploads(environment: Record<string, string>): Promise<string[][]> {
  const port = await freePort();
  const server = spawn(process.execPath, [join(ROOT, 'src/cli/main.ts'), 'serve', '--port', String(port)], {
    env: { ...process.env, ...environment, VERBATIM_RATE_LIMIT: '0', VERBATIM_LOG_LEVEL: 'silent' },
    stdio: 'ignore',
  });
  const address = `http://127.0.0.1:${port}`;
  try {
    while (!(await fetch(`${address}/health/ready`).catch(() => null))?.ok) await pause(50);
    const files = Array.from({ length: UPLOADS }, (_, i) => csv(i));
    const started = performance.now();
    const taken = await Promise.all(
      files.map(async (body, i) => {
        const headers = { 'content-type': 'text/csv' };
        const answer = await fetch(`${address}/imports?source=s${i}`, { method: 'POST', headers, body });
        if (answer.status !== 202) throw new Error(`Upload ${i} was answered ${answer.status}.`);
        return ((await answer.json()) as Upload).url;
      }),
    );
    const seconds = (performance.now() - started) / 1000;
    for (const url of taken) {
      for (;;) {
        const upload = (await (await fetch(address + url)).json()) as Upload;
        if (upload.state === 'done' && upload.counts.accepted === ROWS) break;
        if (['done', 'failed'].includes(upload.state)) throw new Error(JSON.stringify(upload));
        await pause(50);
      }
    }
    const stored = (performance.now() - started) / 1000;
    const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');
    const peak = Number(/VmHWM:\s+(\d+) kB/.exec(status)![1]) / 1024;
    const whole = (value: number) => Math.round(value).toLocaleString('en');
    return [
      [`${UPLOADS} uploads at once of ${whole(ROWS)} rows: all received`, `${seconds.toFixed(1)} s`, ''],
      ['the same, all stored', `${whole((UPLOADS * ROWS) / stored)} rows/s`, ''],
      ['the same, peak memory of the server', `${peak.toFixed(0)} MiB`, ''],
    ];
  } finally {
    server.kill('SIGKILL');
  }
}
