import { type Measured, measure } from './measure.ts';

/**
 * Pages of `verbatim serve` whose first load is measured, once there are any: GET of each path, until its last byte.
 * @param url of the database
 */
export async function pagesOf(_url: string, { most }: { most: number }): Promise<Measured[]> {
  const base = process.env.BENCH_SERVER;
  const paths = process.env.BENCH_PATHS?.split(',') ?? [];
  const measured: Measured[] = [];
  for (const path of base ? paths : []) {
    const load = async () => {
      const answer = await fetch(new URL(path, base));
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
      return (await answer.arrayBuffer()).byteLength;
    };
    measured.push(await measure(`GET ${path}`, load, { most }));
  }
  return measured;
}
