import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from './random.ts';
import { SCRATCH } from './root.ts';

/** Never in a log, in Redis, in a message. */
export const CANARY = 'kanarienvogel';

export interface Corpus {
  readonly files: readonly string[];
  readonly rows: number;
  /** Words of the texts that must be set aside, and of no other. */
  readonly special: readonly string[];
  readonly model: string;
  /** A text of it ends the process that judges it with this signal; null: none does. */
  readonly deadly: NodeJS.Signals | null;
}

// Known to the tiny classifier and to the embedded model alike: a token each.
const WORDS = 'the a is was it not very good great love fine bad late broken order parcel and but'.split(' ');

/**
 * A CSV and an NDJSON file of comments of 34 to 58 tokens. With a budget of 64 tokens each is a session run of its
 * own, so that what is stored does not depend on who works on what with whom, to the last bit.
 */
export function makeCorpus(
  random: Random,
  rows: number,
  special: readonly string[],
): Omit<Corpus, 'model' | 'deadly'> {
  const folder = mkdtempSync(join(SCRATCH, 'corpus-'));
  const texts: string[] = [];
  for (let i = 0; i < rows; i++) {
    const again = texts.length > 20 && random.whole(1, 10) === 1;
    texts.push(again ? random.pick(texts) : comment(random));
  }
  for (const word of special) {
    const at = random.whole(0, texts.length - 1);
    texts[at] = `${texts[at]!.split(' ').slice(0, 36).join(' ')} ${word}`;
  }
  const half = Math.floor(rows * 0.8);
  const csv = texts.slice(0, half).map((text, i) => {
    const quoted = i % 7 === 0 ? `"${text}"` : text;
    return `${i},${quoted},${random.whole(1, 5)},2026-0${random.whole(1, 9)}-1${random.whole(0, 9)},${random.pick(['north', 'south'])}`;
  });
  // Rows that are refused: an id that is there with another text, and one cell too many.
  csv.push(`3,${comment(random)},4,2026-01-01,north`, `x1,${comment(random)},4,2026-01-01,north,extra,cells`);
  const json = texts.slice(half).map((text, i) => JSON.stringify({ id: `j${i}`, text, store: 'web' }));
  const files = [join(folder, 'shops.csv'), join(folder, 'web.ndjson')];
  writeFileSync(files[0]!, `id,text,rating,date,region\n${csv.join('\n')}\n`);
  writeFileSync(files[1]!, `${json.join('\n')}\n`);
  return { files, rows, special };
}

function comment(random: Random): string {
  const words = Array.from({ length: random.whole(33, 52) }, () => random.pick(WORDS));
  return `${words.join(' ')} ${CANARY}`;
}
