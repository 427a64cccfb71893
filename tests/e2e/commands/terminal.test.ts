import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT, verbatim } from '../../support/cli.ts';
import { makeDatabase } from '../../support/servers/database.ts';

/** What commands do to terminals, pipes and full disks; names and texts are hostile. */

// Title of the window, colour, cursor home, 8-bit CSI, right-to-left override.
const HOSTILE = '\u001b]0;owned\u0007\u001b[31mred\u001b[H\u009b2J\u202eesrever';
const ACTED_UPON = /(?![\t\n])[\p{Cc}\p{Bidi_Control}]/u;
const SOURCE = `shop${HOSTILE}`;

let folder: string;
let environment: Record<string, string>;
let made: Awaited<ReturnType<typeof makeDatabase>>;

beforeAll(async () => {
  made = await makeDatabase();
  folder = mkdtempSync(join(tmpdir(), 'verbatim-terminal-'));
  environment = { DATABASE_URL: made.url, REDIS_URL: '', VERBATIM_SESSIONS: '1' };
  const file = join(folder, `reviews${HOSTILE.replaceAll('/', '')}.csv`);
  const broken = Array.from({ length: 4_000 }, (_, i) => `b${i},a,b,"${HOSTILE}${i}"`);
  const rows = ['id,text', `1,Good ${HOSTILE} service.`, '2,The parcel was late.', ...broken];
  writeFileSync(file, `${rows.join('\n')}\n`);
  const run = await verbatim(['run', file, '--source', SOURCE], environment);
  expect(run.code, run.stderr).toBe(3);
  expect(run.stderr).not.toMatch(ACTED_UPON);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await made.drop();
});

const quoted = (words: readonly string[]) =>
  words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');

/** Runs a shell line in which "$V" is verbatim, with standard output and error as they come. */
function shell(line: string, more: Record<string, string> = {}) {
  const child = spawn('bash', ['-c', line], {
    cwd: folder,
    env: {
      ...{ ...process.env, ...environment, ...more },
      V: `${process.execPath} ${join(ROOT, 'bin/verbatim.mjs')}`,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk) => (stderr += chunk));
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** Runs verbatim on a terminal of its own; what the terminal got. */
async function onTerminal(args: readonly string[], columns = 80, more: Record<string, string> = {}) {
  const command = `stty cols ${columns}; $V ${quoted(args)}`;
  return shell(`script --quiet --return --command ${quoted([command])} /dev/null`, more);
}

describe('a terminal', () => {
  test.each([
    [0, ['rejects']],
    [0, ['rejects', '--json']],
    [0, ['report', 'quotes', '--format', 'csv']],
    [0, ['report', 'quotes', '--format', 'json']],
    [0, ['report', 'quotes', '--format', 'md']],
    [0, ['report', 'imports', '--format', 'html']],
    [0, ['report', 'imports']],
    [0, ['status']],
    [0, ['status', '--json']],
    [0, ['digest', '--period', 'all', '--format', 'json']],
    [2, ['report', HOSTILE]],
    [2, ['report', '--by', HOSTILE]],
    [2, ['import', `no-such-${HOSTILE}.csv`]],
    [2, ['model', 'activate', HOSTILE]],
    [2, ['retry', '--group', HOSTILE]],
    [2, ['key', 'revoke', HOSTILE]],
  ])('gets nothing to act upon: %i %j', async (exit, args) => {
    const { stdout, code } = await onTerminal(args);
    expect(stdout.length).toBeGreaterThan(20);
    expect(stdout.replaceAll('\r\n', '\n')).not.toMatch(ACTED_UPON);
    expect(code, stdout).toBe(exit);
  });

  test('JSON on a terminal is the same document as in a file', async () => {
    const args = ['report', 'imports', '--format', 'json'];
    const [shown, filed] = [await onTerminal(args), await verbatim(args, environment)];
    expect(JSON.parse(shown.stdout)).toEqual(JSON.parse(filed.stdout));
    expect(filed.stdout).toContain('\u202e');
  });

  test('files and pipes get every byte', async () => {
    const { stdout } = await verbatim(['rejects'], environment);
    expect(stdout).toContain(`${HOSTILE}0`);
    await shell('$V rejects > rejects.csv');
    expect(readFileSync(join(folder, 'rejects.csv'), 'utf8')).toBe(stdout);
  });

  test.each([20, 60, 400])('of %i columns is served', async (columns) => {
    for (const args of [['report'], ['digest', '--period', 'all'], ['themes'], ['status'], ['analyze']]) {
      const { stdout, code } = await onTerminal(args, columns);
      expect([args, code, stdout]).toEqual([args, expect.toSatisfy((it) => it === 0 || it === 1), stdout]);
      expect(stdout).not.toMatch(/This is a bug|^ +at /m);
    }
  });

  test('of a first start shows its steps, each on a line of its own', { timeout: 300_000 }, async () => {
    const home = mkdtempSync(join(tmpdir(), 'verbatim-first-'));
    const own = { VERBATIM_HOME: home, DATABASE_URL: '', REDIS_URL: '' };
    const file = join(folder, 'first.csv');
    writeFileSync(file, 'id,text\n1,The parcel was late.\n');
    const { stdout, code } = await onTerminal(['run', file], 80, own);
    await verbatim(['db', 'stop'], own);
    rmSync(home, { recursive: true, force: true });
    expect(code, stdout).toBe(0);
    for (const step of [/^Database {3}creating it\r$/m, /^Model {6}loading verbatim-multilingual [^\r]*\r$/m])
      expect(stdout).toMatch(step);
  });

  test('an error is two lines, whatever line breaks a name has', async () => {
    const { stderr } = await verbatim(['import', 'a\n{"level":30,"msg":"forged"}\n.csv'], environment);
    expect(stderr.trimEnd().split('\n')).toHaveLength(2);
  });
});

describe('a reader that goes away', () => {
  test('ends a command quietly with 141', async () => {
    const lines = ['rejects', 'rejects --json', 'report --format json', 'status', '--help'];
    for (const line of lines) {
      // `true` reads nothing at all; `head` reads a part.
      const none = await shell(`$V ${line} | true; exit \${PIPESTATUS[0]}`);
      expect([line, none]).toEqual([line, { code: 141, stdout: '', stderr: '' }]);
    }
    const some = await shell(`$V rejects | head -n 2; exit \${PIPESTATUS[0]}`);
    expect(some).toMatchObject({ code: 141, stderr: '' });
  });

  test('of standard error costs nothing but its lines', async () => {
    const { code, stdout } = await shell('$V analyze --json 2> >(true)');
    expect([code, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ documents: 0 })]);
  });
});

describe('a full disk', () => {
  test('under standard output is an error with a name', async () => {
    const lines = [
      'rejects',
      'report',
      'status --json',
      'report --format csv',
      '--help',
      '--version',
      'db url',
    ];
    for (const line of lines) {
      const { code, stderr } = await shell(`$V ${line} > /dev/full`);
      expect([line, code]).toEqual([line, 1]);
      expect(stderr.trimEnd().split('\n')).toHaveLength(2);
      expect(stderr).toContain('[OUTPUT_UNWRITABLE]');
    }
  });

  test('under standard error does not stop the work', async () => {
    writeFileSync(join(folder, 'more.csv'), 'text\nA third comment of its own.\n');
    const { code, stdout } = await shell('$V run more.csv --json 2> /dev/full');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ accepted: 1 });
  });
});

test('the language of the machine changes nothing', async () => {
  const args = ['report', '--format', 'json'];
  const usual = await verbatim(args, environment);
  for (const language of ['tr_TR.UTF-8', 'C', '', 'xx_YY']) {
    const own = { ...environment, LANG: language, LC_ALL: language };
    expect((await verbatim(args, own)).stdout).toBe(usual.stdout);
    const file = join(folder, `INFO-${language}.CSV`);
    writeFileSync(file, 'ID,TITLE,REVIEW TEXT,RATING\n1,Iğdır,Kind staff in every shop.,5\n');
    const { code, stdout, stderr } = await verbatim(['import', file, '--dry-run', '--json'], own);
    expect(code, stderr).toBe(0);
    const { columns } = JSON.parse(stdout).imports[0];
    expect(columns).toMatchObject({ id: 'ID', text: 'REVIEW TEXT', rating: 'RATING' });
  }
});

// With fewer than these Node cannot read its own program.
test.each([24, 32, 64])('with %i open files a command works or says why not', async (most) => {
  const { code, stderr } = await shell(`ulimit -n ${most}; $V status --json; exit $?`);
  expect(stderr).not.toMatch(/This is a bug|^ +at /m);
  if (code !== 0) expect(stderr).toMatch(/\[[A-Z_]+\]$/m);
  if (most === 64) expect(code, stderr).toBe(0);
});

test('an error that nobody expected shows no password', async () => {
  const url = 'postgres://somebody:canary-of-a-password@127.0.0.1:1/none';
  for (const line of ['status', 'doctor', 'run more.csv', 'worker', 'db migrate']) {
    const { stdout, stderr } = await shell(`$V ${line}`, { DATABASE_URL: url, VERBATIM_WAIT_SECONDS: '0' });
    expect(stdout + stderr).not.toContain('canary-of-a-password');
    expect(stderr).not.toMatch(/This is a bug|^ +at /m);
  }
});
