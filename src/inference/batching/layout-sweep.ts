import type { EngineOptions } from '../engines/engine.ts';
import { openEngine } from '../engines/open-engine.ts';
import type { ServedModel } from '../model/served-model.ts';

/** Session threads, threads within each, and padded tokens of one run. */
export type SessionLayout = Required<Pick<EngineOptions, 'sessions' | 'threads' | 'tokenBudget'>>;

export interface MeasuredLayout extends SessionLayout {
  readonly documentsPerSecond: number;
}

/** Layouts to measure. @param device 'cpu', 'cuda' or 'cuda:N' @param cores of the processor */
export function candidateLayouts(device: string, cores: number): SessionLayout[] {
  if (device !== 'cpu') {
    return [1, 2, 4].flatMap((sessions) =>
      [4_096, 16_384, 65_536].map((tokenBudget) => ({ sessions, threads: 1, tokenBudget })),
    );
  }
  const splits = [cores, Math.ceil(cores / 2), 1].filter((value, i, all) => all.indexOf(value) === i);
  return splits.flatMap((sessions) => {
    const threads = Math.max(1, Math.floor(cores / sessions));
    return [256, 512, 1_024, 2_048, 4_096].map((tokenBudget) => ({ sessions, threads, tokenBudget }));
  });
}

// Seconds of one pass: long compared with the start of a run; a sweep takes about a minute.
const SECONDS = 1.5;
const MOST_TEXTS = 8_000;
// Documents of a batch and batches in flight, as in a worker.
const BATCH = 600;
const CONCURRENCY = 3;

/**
 * Measures layouts one after the other over the same texts: best of two passes after a warm-up.
 * @param clock seconds, of any origin
 * @returns in the order of the layouts
 */
export async function sweepLayouts(
  model: ServedModel,
  device: string,
  layouts: readonly SessionLayout[],
  texts: readonly string[],
  clock: () => number,
  onMeasured: (measured: MeasuredLayout) => void = () => {},
): Promise<MeasuredLayout[]> {
  const measured: MeasuredLayout[] = [];
  let count = texts.length;
  for (const layout of layouts) {
    const engine = await openEngine(model, { device, ...layout });
    try {
      const pass = async (documents: number) => {
        const started = clock();
        const batches: { id: number; text: string }[][] = [];
        for (let i = 0; i < documents; i++) {
          if (i % BATCH === 0) batches.push([]);
          batches.at(-1)!.push({ id: i, text: texts[i % texts.length]! });
        }
        const next = async (): Promise<void> => {
          const batch = batches.pop();
          if (!batch) return;
          await engine.analyse(batch);
          await next();
        };
        await Promise.all(Array.from({ length: CONCURRENCY }, next));
        return clock() - started;
      };
      const first = await pass(Math.min(count, texts.length));
      if (measured.length === 0) {
        count = Math.min(MOST_TEXTS, Math.max(100, Math.ceil((texts.length * SECONDS) / first)));
      }
      const seconds = Math.min(await pass(count), await pass(count));
      measured.push({ ...layout, documentsPerSecond: count / seconds });
    } finally {
      await engine.close();
    }
    onMeasured(measured.at(-1)!);
  }
  return measured;
}

/** Of the layouts within 2 % of the fastest, the one with the fewest sessions, which uses the least memory. */
export function bestLayout(measured: readonly MeasuredLayout[]): MeasuredLayout {
  const most = Math.max(...measured.map(({ documentsPerSecond }) => documentsPerSecond));
  return measured
    .filter(({ documentsPerSecond }) => documentsPerSecond >= 0.98 * most)
    .toSorted((a, b) => a.sessions - b.sessions || b.documentsPerSecond - a.documentsPerSecond)[0]!;
}
