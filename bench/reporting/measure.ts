export interface Measured {
  readonly name: string;
  readonly rows: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p95: number;
  readonly repetitions: number;
}

/** Nearest rank. */
function percentile(sorted: readonly number[], p: number): number {
  return sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)]!;
}

/**
 * Asks once to warm up, then `most` times, or fewer where that takes more than `seconds`, three times at least; once
 * where one answer takes longer than that.
 */
export async function measure(
  name: string,
  ask: () => Promise<number>,
  { most = 20, seconds = 8 } = {},
): Promise<Measured> {
  const first = performance.now();
  let rows = await ask();
  const warmUp = performance.now() - first;
  const times: number[] = warmUp > seconds * 1000 ? [warmUp] : [];
  const started = performance.now();
  while (times.length < most && warmUp <= seconds * 1000) {
    const begun = performance.now();
    rows = await ask();
    times.push(performance.now() - begun);
    if (times.length >= 3 && performance.now() - started > seconds * 1000) break;
  }
  const sorted = times.toSorted((a, b) => a - b);
  const measured = {
    ...{ name, rows, p50: percentile(sorted, 0.5), p95: percentile(sorted, 0.95) },
    repetitions: times.length,
  };
  console.error(
    `${measured.p50.toFixed(1).padStart(9)} ${measured.p95.toFixed(1).padStart(9)} ms  ${name} (${rows} rows, ${times.length} times)`,
  );
  return measured;
}
