import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { VerbatimError } from '../../../src/errors/verbatim-error.ts';
import { loadTokenizer } from '../../../src/inference/text/tokenizer.ts';

/**
 * A process of its own, which a panic of the native library would end: loads damaged copies of a tokenizer.json and
 * reads texts with those that load. Prints each damage before it tries it. Arguments: folder, seed, copies.
 */
const [folder, seed, copies] = process.argv.slice(2) as [string, string, string];
const whole = JSON.parse(readFileSync(join(folder, 'tokenizer.json'), 'utf8'));

type Path = readonly string[];
type Fields = Record<string, unknown>;

/** Every place, but of long lists such as the vocabulary only the first three. */
function places(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const keys = Object.keys(value);
  const some = keys.length > 40 ? keys.slice(0, 3) : keys;
  return [path, ...some.flatMap((key) => places((value as Fields)[key], [...path, key]))];
}

const VALUES = [null, -1, 0, 1e9, 1e99, 2 ** 31, '', 'x', '[XX]', '##', '\0', '🙂', [], {}, ['a'], true];
const damage = fc.record({
  path: fc.constantFrom(...places(whole).filter((path) => path.length > 0)),
  kind: fc.constantFrom('remove', 'rename', 'shorten', 'replace'),
  value: fc.constantFrom(...VALUES),
});

type Damage = typeof damage extends fc.Arbitrary<infer Value> ? Value : never;

function apply(json: unknown, { path, kind, value }: Damage): void {
  let at = json as Fields;
  for (const key of path.slice(0, -1)) {
    if (typeof at[key] !== 'object' || at[key] === null) return;
    at = at[key] as Fields;
  }
  const key = path.at(-1)!;
  const old = at[key];
  if (kind === 'replace') at[key] = value;
  else if (kind === 'shorten' && typeof old === 'string') at[key] = old.slice(1);
  else {
    if (kind === 'rename') at[`${key}x`] = old;
    if (Array.isArray(at)) at.splice(Number(key), 1);
    else delete at[key];
  }
}

const scratch = mkdtempSync(join(tmpdir(), 'verbatim-damage-'));
const file = join(scratch, 'tokenizer.json');
const drawn = fc.sample(fc.array(damage, { minLength: 1, maxLength: 2 }), {
  seed: Number(seed),
  numRuns: Number(copies),
});
for (const damages of drawn) {
  const copy = structuredClone(whole);
  for (const one of damages) apply(copy, one);
  writeFileSync(file, JSON.stringify(copy));
  console.log(JSON.stringify(damages));
  const tokenizer = await loadTokenizer(scratch, file, '[PAD]').catch((error: unknown) => {
    if (error instanceof VerbatimError) return null;
    throw error;
  });
  await tokenizer?.encode(['The parcel was late. 🙂', '', 'a'.repeat(300), 'x y '.repeat(100)]);
  await tokenizer?.decode([[0, 1, 2, 3]]);
  tokenizer?.join(['a', '##b']);
}
rmSync(scratch, { recursive: true });
console.log('alive');
