import { type Measured, measure } from './measure.ts';

/**
 * First load of pages until their last byte, uncached: GET of each path of BENCH_PATHS (commas between) at BENCH_SERVER,
 * a `verbatim serve` that was started over a database of this benchmark (`--keep`). None without these.
 */
export async function pagesOf({ most }: { most: number }): Promise<Measured[]> {
  const { BENCH_SERVER: server, BENCH_PATHS: paths } = process.env;
  if (!server || !paths) return [];
  const measured: Measured[] = [];
  for (const path of paths.split(',')) {
    const load = async () => {
      const answer = await fetch(new URL(path, server), { cache: 'no-store' });
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
      return (await answer.arrayBuffer()).byteLength;
    };
    measured.push(await measure(`GET ${path}`, load, { most }));
  }
  return measured;
}
