import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A program that says its version in a first line of JSON, then answers each line with a line. */
export interface LineProcess {
  readonly version: string;
  ask<Answer>(request: object): Promise<Answer>;
  close(): Promise<void>;
}

export async function openLineProcess(command: readonly string[]): Promise<LineProcess> {
  const child = spawn(command[0]!, command.slice(1), { stdio: ['pipe', 'pipe', 'pipe'] });
  let complaints = '';
  child.stderr.on('data', (chunk) => {
    complaints = (complaints + chunk).slice(-1_000);
  });
  const ended = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('close', (code) => reject(new Error(`ended with ${code}: ${complaints}`)));
  });
  ended.catch(() => {});
  // Libraries may write to standard output, too: only lines of JSON are answers.
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const read = async <T>(): Promise<T> => {
    for (;;) {
      const { value } = await Promise.race([answers.next(), ended]);
      if (typeof value !== 'string') return ended;
      if (value.startsWith('{')) return JSON.parse(value) as T;
    }
  };
  const { version } = await read<{ version: string }>();
  return {
    version,
    ask(request) {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      return read();
    },
    async close() {
      child.stdin.end();
      await ended.catch(() => {});
    },
  };
}
