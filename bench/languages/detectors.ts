import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A way to name the language of a text. */
export interface Detector {
  readonly name: string;
  /** SPDX, and the size of its package with dependencies, MiB; empty for a way without an own package. */
  readonly licence: string;
  readonly size: string;
  /** ISO 639-1; empty if unknown. */
  readonly detect: (text: string) => string;
}

const PEERS = ['tinyld@1.3.4', 'franc@6.2.0', 'lande@1.0.10', 'cld3-asm@4.0.0'];
/** The codes of the libraries for the languages that the model serves. */
const CODES =
  'ces:cs dan:da deu:de ell:el eng:en spa:es fin:fi fra:fr hun:hu ita:it nld:nl nob:no nno:no nb:no nn:no pol:pl por:pt ron:ro rus:ru swe:sv tur:tr';
const CODE = new Map(CODES.split(' ').map((pair) => pair.split(':') as [string, string]));
const code = (found: string): string => CODE.get(found) ?? found;

/** The tables of eld, the library in use, free and among the served languages. */
export async function eldDetectors(served: readonly string[]): Promise<Detector[]> {
  const found: Detector[] = [];
  for (const table of ['extrasmall', 'small', 'medium', 'large']) {
    const { eld } = (await import(`eld/${table}`)) as typeof import('eld/extrasmall');
    const about = {
      licence: 'Apache-2.0',
      size: sizeOf(join(import.meta.dirname, '../../node_modules/eld/src/ngrams'), table),
    };
    found.push({ name: `eld ${table}`, ...about, detect: (text) => code(eld.detect(text).language) });
    found.push({
      ...{ name: `eld ${table}, served languages`, ...about },
      detect: (text) => best(eld.detect(text).getScores(), served),
    });
  }
  return found;
}

/** Empty if no served language has a score: the first of the list is no answer. */
function best(scores: Readonly<Record<string, number>>, served: readonly string[]): string {
  const [first] = served.toSorted((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  return scores[first!] ? first! : '';
}

/** Installs the other libraries below a folder, outside the project. */
export async function peerDetectors(folder: string, served: readonly string[]): Promise<Detector[]> {
  mkdirSync(folder, { recursive: true });
  const modules = join(folder, 'node_modules');
  if (!existsSync(modules)) {
    writeFileSync(join(folder, 'package.json'), '{"private":true}');
    const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts'];
    await promisify(execFile)('npm', ['install', ...quiet, ...PEERS], { cwd: folder });
  }
  const require = createRequire(join(folder, 'x.js'));
  const load = async <T>(name: string) => (await import(require.resolve(name))) as T;
  const about = (name: string) => ({ licence: 'MIT', size: sizeOf(join(modules, name)) });
  const three = [...CODE.keys()].filter((it) => it.length === 3);
  const found: Detector[] = [];

  for (const variant of ['tinyld/light', 'tinyld', 'tinyld/heavy']) {
    const { detect } = require(variant) as { detect: (text: string, options?: object) => string };
    found.push({ name: variant, ...about('tinyld'), detect: (text) => code(detect(text)) });
    found.push({
      ...{ name: `${variant}, served languages`, ...about('tinyld') },
      detect: (text) => code(detect(text, { only: served })),
    });
  }
  const franc = await import(join(modules, 'franc/index.js'));
  found.push({
    ...{ name: 'franc, served languages', ...about('franc') },
    detect: (text) => code(franc.franc(text, { minLength: 1, only: three })),
  });
  const { default: lande } = await load<{ default: (text: string) => [string, number][] }>('lande');
  found.push({
    ...{ name: 'lande, served languages', ...about('lande') },
    detect: (text) => code(lande(text).find(([it]) => CODE.has(it))![0]),
  });
  const cld = require('cld3-asm') as {
    loadModule: () => Promise<{
      create: (least: number, most: number) => { findLanguage: (text: string) => { language: string } };
    }>;
  };
  const identifier = (await cld.loadModule()).create(0, 1_000);
  found.push({
    ...{ name: 'cld3-asm', ...about('cld3-asm') },
    detect: (text) => code(identifier.findLanguage(text).language),
  });
  return found;
}

function sizeOf(folder: string, part = ''): string {
  const bytes = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => part === '' || new RegExp(`^${part}`).test(file))
    .map((file) => statSync(join(folder, file)))
    .reduce((sum, it) => sum + (it.isFile() ? it.size : 0), 0);
  return (bytes / 2 ** 20).toFixed(1);
}
