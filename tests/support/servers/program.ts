import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ROOT } from '../cli.ts';

/** Another version of Verbatim: a copy of this one, which a test changes. */
export interface Program {
  readonly folder: string;
  /** Rewrites a file of it. */
  edit(file: string, change: (text: string) => string): void;
  remove(file: string): void;
  /** `db migrate --json`, or the error that it ended with. */
  migrate(url: string): Promise<{
    applied?: string[];
    restored?: string[];
    error?: { code: string; message: string };
    stderr: string;
  }>;
}

/** Gone when the test is done. */
export function copyOfProgram(): Program {
  const folder = mkdtempSync(join(tmpdir(), 'verbatim-program-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const part of [
    'bin',
    'src',
    'docs/check-schema.ts',
    'migrations',
    'package.json',
    'schema.sql',
    'tsconfig.json',
  ]) {
    cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const at = (file: string) => join(folder, file);
  return {
    folder,
    edit: (file, change) => writeFileSync(at(file), change(readFileSync(at(file), 'utf8'))),
    remove: (file) => rmSync(at(file)),
    migrate: (url) =>
      new Promise((resolve) => {
        const args = [at('bin/verbatim.mjs'), 'db', 'migrate', '--json'];
        const env = { ...process.env, DATABASE_URL: url, NO_COLOR: '1' };
        execFile(process.execPath, args, { env }, (_, stdout, stderr) => {
          resolve({ ...JSON.parse(stdout), stderr });
        });
      }),
  };
}
