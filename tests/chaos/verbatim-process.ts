import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { ROOT } from './root.ts';

/** The PATH of the system, without the Node of `node_modules`. */
const SYSTEM = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((it) => it !== '' && !it.includes('node_modules') && it !== dirname(process.execPath));

/** Whether the system has an npx of its own. */
export const hasNpx = SYSTEM.some((folder) => existsSync(join(folder, 'npx')));

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

  /** @param launcher npx: the command is its great-grandchild, with the launcher of Verbatim between them */
  constructor(args: readonly string[], environment: Record<string, string>, launcher: 'npx' | null = null) {
    const direct = [process.execPath, join(ROOT, 'bin/verbatim.mjs')] as const;
    const [file, ...before] = launcher ? ['npx', '--silent', '--no-update-notifier', 'verbatim'] : direct;
    // The Node of the system does not run the modules that NODE_OPTIONS would load.
    const own = launcher ? { PATH: SYSTEM.join(delimiter), NODE_OPTIONS: '' } : {};
    this.child = spawn(file, [...before, ...args], {
      cwd: ROOT,
      env: { ...process.env, NO_COLOR: '1', ...environment, ...own },
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
  if (!FAKETIME) return { NODE_OPTIONS: preload('./moved-clock.ts'), CHAOS_CLOCK: file };
  return {
    ...{ LD_PRELOAD: FAKETIME, FAKETIME_TIMESTAMP_FILE: file, FAKETIME_CACHE_DURATION: '1' },
    ...{ FAKETIME_DONT_FAKE_MONOTONIC: '1', DONT_FAKE_MONOTONIC: '1' },
  };
}

/** Environment of a process whose sessions fail as the file orders (faulty-session.ts). */
export const sessionsFrom = (file: string): Record<string, string> => ({
  NODE_OPTIONS: preload('./faulty-session.ts'),
  CHAOS_SESSION: file,
});

const preload = (file: string) => `--import ${new URL(file, import.meta.url).href}`;
