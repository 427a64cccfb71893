import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './root.ts';

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A `verbatim` process, all that it has printed, and how it ended. */
export class VerbatimProcess {
  static readonly running = new Set<VerbatimProcess>();
  readonly child: ChildProcess;
  readonly ended: Promise<Exit>;
  /** Null while it runs. */
  exit: Exit | null = null;
  stdout = '';
  stderr = '';

  constructor(args: readonly string[], environment: Record<string, string>) {
    this.child = spawn(process.execPath, [join(ROOT, 'bin/verbatim.mjs'), ...args], {
      cwd: ROOT,
      env: { ...process.env, NO_COLOR: '1', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    VerbatimProcess.running.add(this);
    this.child.stdout?.setEncoding('utf8').on('data', (text) => (this.stdout += text));
    this.child.stderr?.setEncoding('utf8').on('data', (text) => (this.stderr += text));
    this.ended = new Promise((resolve) => {
      this.child.on('close', (code, signal) => {
        this.exit = { code, signal };
        VerbatimProcess.running.delete(this);
        resolve(this.exit);
      });
    });
  }

  kill(signal: NodeJS.Signals): void {
    if (this.exit === null) this.child.kill(signal);
  }

  /** Lines that no message of ours has: a stack trace, or what is printed when there is no typed error. */
  get bugs(): string[] {
    const known = /^\s+at |This is a bug|Unhandled|UnhandledPromiseRejection/;
    return this.stderr.split('\n').filter((line) => known.test(line));
  }
}

const FAKETIME = ['x86_64', 'aarch64']
  .map((machine) => `/usr/lib/${machine}-linux-gnu/faketime/libfaketimeMT.so.1`)
  .find(existsSync);

/** Says how clocks are moved. */
export const CLOCK = FAKETIME
  ? 'libfaketime'
  : 'Date, replaced in the process (libfaketime is not installed)';

/** Environment of a process whose wall clock follows the file: `+3600` is an hour ahead. */
export function clockFrom(file: string): Record<string, string> {
  const preload = `--import ${new URL('./moved-clock.ts', import.meta.url).href}`;
  if (!FAKETIME) return { NODE_OPTIONS: preload, CHAOS_CLOCK: file };
  return {
    ...{ LD_PRELOAD: FAKETIME, FAKETIME_TIMESTAMP_FILE: file, FAKETIME_CACHE_DURATION: '1' },
    ...{ FAKETIME_DONT_FAKE_MONOTONIC: '1', DONT_FAKE_MONOTONIC: '1' },
  };
}
