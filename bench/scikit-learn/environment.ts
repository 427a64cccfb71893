import { execFile } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PACKAGE = 'scikit-learn==1.9.1';

/** Installs scikit-learn into `folder`, where it is not there yet, and runs a script of this folder: its output. */
export async function runScikit(folder: string, script: string, args: readonly string[]): Promise<string> {
  const environment = join(folder, 'scikit-learn');
  const interpreter = join(environment, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  if (!existsSync(join(environment, 'complete'))) {
    await run('python3', ['-m', 'venv', environment]);
    await run(interpreter, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', PACKAGE]);
    writeFileSync(join(environment, 'complete'), '');
  }
  const { stdout } = await run(interpreter, [join(import.meta.dirname, script), ...args], {
    maxBuffer: 1 << 28,
  });
  return stdout;
}
