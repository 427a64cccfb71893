import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/**
 * Who may import whom: `npm run check` fails on any other import, and on a circle. Own code, because the linter's import
 * rule matches text ("../audit/x.ts" is a room or a subfolder) and dependency-cruiser cannot read TypeScript 7.
 *
 * A room is a folder of src/. It imports itself, `errors`, and the rooms and files that are named here.
 */
const PURE = ['domain', 'statistics', 'analysis', 'audit'];
export const ROOMS: Record<string, readonly string[]> = {
  errors: [],
  client: [],
  domain: [],
  privacy: ['domain'],
  statistics: ['domain'],
  analysis: ['domain', 'statistics'],
  audit: ['domain', 'statistics'],
  db: ['domain', 'privacy', 'folder', 'version'],
  inference: ['domain'],
  jobs: ['domain'],
  writers: ['domain'],
  buckets: ['domain'],
  delivery: ['domain'],
  ingest: ['domain', 'privacy', 'db'],
  reporting: [...PURE, 'db'],
  workers: [...PURE, 'privacy', 'db', 'inference', 'jobs', 'tracing'],
  uploads: ['domain', 'privacy', 'db', 'ingest', 'folder', 'tracing'],
  app: [...PURE, 'privacy', 'db', 'inference', 'jobs', 'workers', 'reporting', 'version'],
  runs: [
    ...PURE,
    'privacy',
    'db',
    'inference',
    'jobs',
    'workers',
    'writers',
    'buckets',
    'delivery',
    'ingest',
    'reporting',
    'app',
    'tracing',
    'version',
  ],
  mcp: ['domain', 'db', 'version'],
  server: [
    'domain',
    'privacy',
    'statistics',
    'db',
    'jobs',
    'ingest',
    'reporting',
    'uploads',
    'mcp',
    'version',
  ],
  cli: [
    ...[
      ...PURE,
      'privacy',
      'db',
      'inference',
      'jobs',
      'workers',
      'ingest',
      'reporting',
      'uploads',
      'app',
      'runs',
      'mcp',
      'server',
    ],
    ...['tracing', 'version'],
  ],
};
/** Any room may import these. */
const EVERYWHERE = ['errors', 'package-root'];
/** Libraries that have an owner. */
const LIBRARIES: Record<string, readonly string[]> = {
  pg: ['db'],
  'pg-copy-streams': ['db'],
  'drizzle-orm': ['db'],
  bullmq: ['jobs', 'workers'],
  ioredis: ['jobs'],
  'onnxruntime-node': ['inference'],
  tokenizers: ['inference'],
  fastify: ['server'],
  nodemailer: ['delivery'],
  '@modelcontextprotocol': ['mcp', 'cli'],
  '@bradenmacdonald': ['buckets'],
};
/** Pure rooms do no input or output: time and seeds are arguments. */
const EFFECTS = /^node:(?:fs|net|http|https|child_process|worker_threads|process|os)\b/;

const IMPORT =
  /^\s*(?:import|export)\s(?:[^'"`;]*?\sfrom\s)?\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/gm;

/** Faults of a source tree, each with its file: a wrong import, a circle. */
export function faultsOf(source: string): string[] {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((it) => it.endsWith('.ts'));
  const imports = new Map(files.map((file) => [file, importsOf(source, file)]));
  return [...files.flatMap((file) => wrongImports(file, imports.get(file)!)), ...circles(imports)];
}

function importsOf(source: string, file: string): string[] {
  const text = readFileSync(join(source, file), 'utf8');
  return [...text.matchAll(IMPORT)].map(([, still, later]) => {
    const name = (still ?? later)!;
    return name.startsWith('.') ? `./${relative(source, resolve(source, dirname(file), name))}` : name;
  });
}

/** The first folder of a path, or a file at the top without its ending. */
const roomOf = (path: string): string => path.split('/')[0]!.replace(/\.ts$/, '');

function wrongImports(file: string, imports: readonly string[]): string[] {
  const room = roomOf(file);
  if (!file.includes('/')) return [];
  const allowed = ROOMS[room];
  if (!allowed) return [`src/${file}: the room ${room} is not in bin/check-rooms.ts`];
  return imports.flatMap((name) => {
    if (name.startsWith('./')) {
      const other = roomOf(name.slice(2));
      if (other === room || EVERYWHERE.includes(other) || other.startsWith('..') || allowed.includes(other))
        return [];
      return [`src/${file}: ${room} does not import ${other} (${name.slice(2)})`];
    }
    if (PURE.includes(room) && EFFECTS.test(name))
      return [`src/${file}: ${room} is pure, and imports ${name}`];
    const owners = LIBRARIES[name.split('/')[0]!];
    return !owners || owners.includes(room) ? [] : [`src/${file}: ${name} belongs to ${owners.join(', ')}`];
  });
}

/** One line for each set of files that reach each other (Tarjan's strongly connected components). */
function circles(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const found: string[] = [];
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const visit = (file: string): void => {
    order.set(file, order.size);
    low.set(file, order.get(file)!);
    open.push(file);
    for (const name of imports.get(file)!) {
      const next = name.startsWith('./') ? name.slice(2) : '';
      if (!imports.has(next)) continue;
      if (!order.has(next)) visit(next);
      if (open.includes(next)) low.set(file, Math.min(low.get(file)!, low.get(next)!));
    }
    if (low.get(file) !== order.get(file)) return;
    const circle = open.splice(open.indexOf(file));
    if (circle.length > 1) found.push(`circle: ${circle.map((it) => `src/${it}`).join(', ')}`);
  };
  for (const file of imports.keys()) if (!order.has(file)) visit(file);
  return found;
}

if (import.meta.main) {
  const faults = faultsOf(resolve(process.argv[2] ?? join(import.meta.dirname, '../src')));
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) console.error('CONTRIBUTING.md, "Rooms", says who may import whom.');
  process.exitCode = faults.length > 0 ? 1 : 0;
}
