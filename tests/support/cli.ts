import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterEach } from 'vitest';

export const ROOT = join(import.meta.dirname, '../..');

// A test that fails half-way must not leave workers behind that take the batches of the next one.
const running = new Set<ChildProcess>();
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
});

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A `verbatim` process as a user starts it. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when standard error holds `text`; rejects when the process ends before. */
  saw(text: string): Promise<void>;
}

/** Starts `verbatim`; variables set to '' count as not set. What still runs after the test is killed. */
export function start(args: readonly string[], environment: Record<string, string>, input?: string): Running {
  const child = spawn(process.execPath, [join(ROOT, 'bin/verbatim.mjs'), ...args], {
    cwd: ROOT,
    env: { ...process.env, NO_COLOR: '1', ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  running.add(child);
  child.on('exit', () => running.delete(child));
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk) => (stderr += chunk));
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  return {
    child,
    ended,
    saw: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (stderr.includes(text)) resolve();
        };
        child.stderr.on('data', look);
        look();
        child.on('close', () => reject(new Error(`ended without ${JSON.stringify(text)}: ${stderr}`)));
      }),
  };
}

export const verbatim = (args: readonly string[], environment: Record<string, string>, input?: string) =>
  start(args, environment, input).ended;
