import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const ROOT = join(import.meta.dirname, '../..');

/** A search over HTTP. */
export interface Asked {
  readonly milliseconds: number;
  readonly sentences: readonly { readonly documentId: number }[];
  readonly searched: number;
  readonly notes: readonly string[];
}

/** `verbatim serve` as a process of its own. */
export class Served {
  readonly #child: ChildProcess;
  readonly #address: string;

  private constructor(child: ChildProcess, address: string) {
    this.#child = child;
    this.#address = address;
  }

  static async open(environment: Record<string, string>): Promise<Served> {
    // The flag that bin/verbatim.mjs sets.
    const node = ['--max-semi-space-size=8', join(ROOT, 'src/cli/main.ts'), 'serve', '--port', '0'];
    const child = spawn(process.execPath, node, {
      env: { ...process.env, REDIS_URL: '', VERBATIM_API_KEY: '', VERBATIM_RATE_LIMIT: '0', ...environment },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk) => (said += chunk));
    for (;;) {
      const address = /Listening on (http:\/\/\S+)/.exec(said)?.[1];
      if (address) return new Served(child, address);
      if (child.exitCode !== null) throw new Error(`verbatim serve ended: ${said.slice(-2_000)}`);
      await pause(50);
    }
  }

  async ask(question: string, given: Record<string, string> = {}): Promise<Asked> {
    const begun = performance.now();
    const response = await fetch(`${this.#address}/search?${new URLSearchParams({ question, ...given })}`);
    const body = (await response.json()) as Omit<Asked, 'milliseconds'>;
    if (!response.ok) throw new Error(JSON.stringify(body));
    return { ...body, milliseconds: performance.now() - begun };
  }

  /** Resolves when searches use an index; after how many seconds. */
  async ready(): Promise<number> {
    const begun = performance.now();
    while ((await this.ask('late parcel', { by: 'meaning', limit: '1' })).notes.length > 0) await pause(200);
    return (performance.now() - begun) / 1000;
  }

  /** Resident memory in MB: now and at its peak. Linux only. */
  memory(): { readonly now: number; readonly peak: number } {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
    const of = (name: string) => (Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)![1]) * 1024) / 1e6;
    return { now: of('VmRSS'), peak: of('VmHWM') };
  }

  async close(): Promise<void> {
    this.#child.kill('SIGTERM');
    while (this.#child.exitCode === null && this.#child.signalCode === null) await pause(20);
  }
}
