import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export const ROOT = join(import.meta.dirname, '../..');

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

/** Starts `verbatim`; variables set to '' count as not set. The process is killed when the test ends. */
export function start(args: readonly string[], environment: Record<string, string>, input?: string): Running {
  const child = spawn(process.execPath, [join(ROOT, 'bin/verbatim.mjs'), ...args], {
    cwd: ROOT,
    env: { ...process.env, NO_COLOR: '1', ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
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
