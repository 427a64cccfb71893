import { rm } from 'node:fs/promises';
import { type Database, openDatabase } from '../../src/db/client.ts';
import { median, verbatim } from '../command.ts';
import { psql } from './peers.ts';

const QUERY = 'select id, text, rating, created_at, language, shop, updated_at from review';
/** One row in so many changes before the second pull. */
const CHANGED = 100;

interface Setting {
  readonly url: string;
  /** Verbatim's own. */
  readonly database: Database;
  readonly environment: Record<string, string>;
  /** The good rows, as CSV. */
  readonly good: string;
  readonly rows: number;
  readonly rounds: number;
}

/**
 * Pulls of a table of another database beside the import of a file with the same rows, in turn; then pulls after one row
 * in a hundred has changed. Rows of the table of figures.
 */
export async function pullFigures(setting: Setting): Promise<string[][]> {
  const { database, environment, rows, rounds } = setting;
  const file = `${setting.good}.query.csv`;
  const address = await shopOf(setting, file);
  const shop = await openDatabase(address, { connections: 1, name: 'bench' });
  const own = { ...environment, SHOP_URL: address };
  const flags = ['--query', QUERY, '--cursor', 'updated_at'];
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference to the environment.
  await verbatim(['source', 'add', 'shop', '--from', '${SHOP_URL}', ...flags], own);
  const timed = async (args: string[], expected: object) => {
    await database.query('checkpoint');
    const started = performance.now();
    const { json } = await verbatim(args, own);
    const seconds = (performance.now() - started) / 1000;
    for (const [key, value] of Object.entries(expected)) {
      if (json[key] !== value) throw new Error(`${args.join(' ')}: ${key} is ${json[key]}, not ${value}.`);
    }
    return seconds;
  };
  const empty = async () => {
    await database.query(
      'truncate verbatim.feedback, verbatim.document, verbatim.reject, verbatim.import cascade',
    );
    await database.query('update verbatim.origin set position = null');
  };
  const [files, firsts, seconds]: [number[], number[], number[]] = [[], [], []];
  for (let round = 1; round <= rounds; round++) {
    await empty();
    files.push(await timed(['import', file, '--source', 'shop'], { accepted: rows }));
    await empty();
    firsts.push(await timed(['source', 'pull', 'shop'], { accepted: rows }));
    await shop.query(
      `update review set text = text || ' (changed)', updated_at = updated_at + interval '1 year'
        where number % $1 = 0`,
      [CHANGED],
    );
    seconds.push(await timed(['source', 'pull', 'shop'], { read: Math.floor(rows / CHANGED), accepted: 0 }));
    console.error(
      `round ${round}: file ${files.at(-1)!.toFixed(1)} s, pull ${firsts.at(-1)!.toFixed(1)} s, second pull ${seconds.at(-1)!.toFixed(1)} s`,
    );
  }
  await shop.end();
  await rm(file);
  const ratio = (over: number[], under: number[]) => median(over.map((value, at) => value / under[at]!));
  const whole = (value: number) => Math.round(value).toLocaleString('en');
  return [
    [`pull of ${whole(rows)} rows from Postgres`, `${whole(rows / median(firsts))} rows/s`, ''],
    ['its speed ÷ that of a file with the same rows', ratio(files, firsts).toFixed(2), '≥ 1'],
    [`second pull, 1 % changed, ÷ the first`, `${(100 * ratio(seconds, firsts)).toFixed(1)} %`, '≤ 3 %'],
  ];
}

/** A shop's database with the rows, which are written to a file, too. Returns its address. */
async function shopOf({ url, database, good }: Setting, file: string): Promise<string> {
  await database.query('create database shop');
  const address = new URL(url);
  address.pathname = '/shop';
  await psql(
    address.href,
    'create table review (id text, text text, rating int, created_at timestamptz, language text, shop text)',
  );
  await psql(address.href, `\\copy review from '${good}' with (format csv, header true)`);
  await psql(
    address.href,
    `alter table review add number serial, add updated_at timestamptz, add primary key (id);
     update review set updated_at = timestamptz '2026-01-01' + number * interval '1 second';
     create index on review (updated_at, id);`,
  );
  await psql(address.href, 'vacuum analyze review');
  await psql(address.href, `\\copy (${QUERY}) to '${file}' with (format csv, header true)`);
  return address.href;
}
