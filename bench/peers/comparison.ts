import { setTimeout } from 'node:timers/promises';
import { median } from '../command.ts';
import { type Agreement, agreement } from './agreement.ts';
import type { Contender, Peer } from './peer.ts';

const PAUSE_MS = 500;

/** A contender, what it said of the check texts, and its rounds; or why there are none. */
export interface Result {
  readonly contender: Contender;
  readonly version: string;
  /** Documents per second, a value a round. */
  readonly rates: number[];
  readonly agreement: Agreement | null;
  readonly missing: string | null;
}

/** Opens everybody, then times everybody in turn, round after round. The first contender is the measure. */
export async function compare(
  contenders: readonly Contender[],
  rounds: number,
  say: (line: string) => void,
): Promise<Result[]> {
  const results: { result: Result; peer: Peer | null }[] = [];
  let ours: readonly (readonly number[])[] | null = null;
  try {
    for (const contender of contenders) {
      say(`opening ${contender.name}`);
      try {
        const peer = await contender.open();
        const theirs = await peer.judgeCheckTexts();
        ours ??= theirs;
        const result: Result = {
          ...{ contender, version: peer.version, rates: [], missing: null },
          agreement: results.length > 0 && ours && theirs ? agreement(ours, theirs) : null,
        };
        results.push({ result, peer });
      } catch (error) {
        if (results.length === 0) throw error;
        const lines = String((error as Error).message)
          .trim()
          .split('\n');
        const missing = (lines.findLast((line) => /error/i.test(line)) ?? lines.at(-1)!).slice(0, 200);
        const result: Result = { contender, version: '', rates: [], agreement: null, missing };
        results.push({ result, peer: null });
      }
    }
    for (let round = 1; round <= rounds; round++) {
      for (const { result, peer } of results) {
        if (!peer) continue;
        // Idle threads of the one before may still spin.
        await setTimeout(PAUSE_MS);
        result.rates.push(peer.documents / (await peer.pass()));
        say(`round ${round}: ${result.rates.at(-1)!.toFixed(0)} documents/s, ${result.contender.name}`);
      }
    }
  } finally {
    await Promise.all(results.map(({ peer }) => peer?.close()));
  }
  return results.map(({ result }) => result);
}

/** The table: ratios are per round, ours by theirs, and of them the median. */
export function comparisonTable(results: readonly Result[]): string {
  const lines = results.map(({ contender, version, rates, agreement, missing }) => {
    const least = contender.target === null ? '' : `≥ ${+contender.target.toFixed(2)}`;
    if (missing) return [contender.name, 'not measured', '', least, missing.replaceAll('|', '/'), version];
    const measure = results.find((result) => result.contender.name === contender.against) ?? results[0]!;
    if (measure.missing)
      return [contender.name, median(rates).toFixed(0), '', least, measure.missing, version];
    const ratio = median(rates.map((rate, round) => measure.rates[round]! / rate));
    const missed = contender.target !== null && ratio < contender.target ? ' (missed)' : '';
    return [
      contender.name,
      median(rates).toFixed(0),
      contender.name === measure.contender.name ? '' : `${ratio.toFixed(2)}${missed}`,
      ...[least, agreement ? answers(agreement) : '', version],
    ];
  });
  return [
    '| | documents/s | ours ÷ theirs | target | answers | version |',
    '| --- | --- | --- | --- | --- | --- |',
    ...lines.map((cells) => `| ${cells.join(' | ')} |`),
  ].join('\n');
}

function answers({ difference, sameLabel }: Agreement): string {
  return difference < 1e-4
    ? `ours, to ${difference.toExponential(0)}`
    : `up to ${difference.toFixed(2)} off, ${(100 * sameLabel).toFixed(1)} % the same label`;
}
