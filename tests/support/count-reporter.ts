import type { UserConsoleLog } from 'vitest';
import type { Reporter, TestModule } from 'vitest/node';

/** How lines begin that are repeated at the end: what the parity tests found (parity.ts). */
const REPEATED = /^largest differences, .+$/gm;

/** Ends a run with one plain line that any CI can read: `N passed, N failed, N skipped`. */
export default class CountReporter implements Reporter {
  readonly #repeated: string[] = [];

  onUserConsoleLog({ content }: UserConsoleLog): void {
    this.#repeated.push(...(content.match(REPEATED) ?? []));
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const counts = { passed: 0, failed: errors.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      if (module.errors().length > 0) counts.failed++;
      for (const test of module.children.allTests()) counts[test.result().state]++;
    }
    for (const line of this.#repeated.toSorted()) console.log(line);
    console.log(
      `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped + counts.pending} skipped`,
    );
  }
}
