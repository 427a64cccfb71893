import { execFile, spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import type { Found } from '../../src/privacy/masked-text.ts';
import type { Case } from './corpus.ts';

const run = promisify(execFile);
const PACKAGE = 'presidio-analyzer==2.2.366';

export interface PresidioRun {
  readonly results: readonly (readonly Found[])[];
  readonly textsPerSecond: number;
}

/** Presidio's pattern recognisers over the cases, installed into `folder`; null with the reason if pip cannot. */
export async function runPresidio(folder: string, cases: readonly Case[]): Promise<PresidioRun | string> {
  const environment = join(folder, 'presidio');
  const interpreter = join(environment, 'bin/python');
  try {
    if (!existsSync(join(environment, 'complete'))) {
      await run('python3', ['-m', 'venv', environment]);
      await run(interpreter, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', PACKAGE]);
      writeFileSync(join(environment, 'complete'), '');
    }
  } catch (error) {
    return String((error as { stderr?: string }).stderr || error)
      .trim()
      .split('\n')
      .at(-1)!;
  }
  const child = spawn(interpreter, [join(import.meta.dirname, 'presidio.py')], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  child.stdin.end(cases.map(({ language, text }) => `${JSON.stringify({ language, text })}\n`).join(''));
  const lines = (await text(child.stdout))
    .trim()
    .split('\n')
    .map((it) => JSON.parse(it));
  const { texts_per_second: textsPerSecond } = lines.pop();
  return { results: lines.map((it, at) => inUtf16(cases[at]!.text, it)), textsPerSecond };
}

/** Python counts code points. */
function inUtf16(text: string, found: readonly Found[]): readonly Found[] {
  const points = [...text];
  const at = (point: number) => points.slice(0, point).join('').length;
  return found.map((it) => ({ ...it, start: at(it.start), end: at(it.end) }));
}
