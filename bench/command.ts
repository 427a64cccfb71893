import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

export interface CommandResult {
  /** The JSON document of standard output. */
  readonly json: Record<string, unknown>;
  /** Peak resident memory of the process, in MiB (Linux's VmHWM). */
  readonly peakMiB: number;
}

/**
 * Runs one `verbatim` command with --json in an own process.
 * @param root of another checkout
 */
export function verbatim(
  args: readonly string[],
  environment: Record<string, string>,
  root: string = ROOT,
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    // The flag that bin/verbatim.mjs sets.
    const node = ['--max-semi-space-size=8', join(root, 'src/cli/main.ts')];
    const child = spawn(process.execPath, [...node, ...args, '--json'], {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    let peakMiB = 0;
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.on('data', (chunk) => (err += chunk));
    const watch = setInterval(() => {
      peakMiB = Math.max(peakMiB, residentPeak(child.pid!));
    }, 100);
    child.on('close', (code) => {
      clearInterval(watch);
      if (code === 0 || code === 3) resolve({ json: JSON.parse(out), peakMiB });
      else reject(new Error(`verbatim ${args.join(' ')} ended with ${code}: ${err.slice(-2_000)}`));
    });
  });
}

function residentPeak(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
