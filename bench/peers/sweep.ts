import type { BenchConfig } from '../bench-config.ts';
import { type Layout, layouts, openBareLoops } from './bare-loops.ts';

export interface SweptLayout {
  readonly layout: Layout;
  readonly documentsPerSecond: number;
}

/** Bare loops in every layout, the better of two passes each; the fastest first. */
export async function sweep(texts: readonly string[], config: BenchConfig): Promise<SweptLayout[]> {
  const swept: SweptLayout[] = [];
  for (const layout of layouts()) {
    const loops = await openBareLoops(texts, config, layout);
    const seconds = Math.min(await loops.pass(), await loops.pass());
    await loops.close();
    swept.push({ layout, documentsPerSecond: texts.length / seconds });
  }
  return swept.sort((a, b) => b.documentsPerSecond - a.documentsPerSecond);
}
