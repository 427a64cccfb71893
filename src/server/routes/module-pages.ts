import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';

const FOLDER = join(import.meta.dirname, '../pages');
const resolver = createRequire(import.meta.url);
const ASSETS = '/assets';
const TYPES = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8' };

/** Libraries of the page as they are installed: what a module imports, and its file in that package. */
const LIBRARIES: Readonly<Record<string, string>> = {
  preact: 'dist/preact.mjs',
  'preact/hooks': 'hooks/dist/hooks.mjs',
  htm: 'dist/htm.mjs',
  'htm/preact': 'preact/index.mjs',
  'd3-array': 'dist/d3-array.min.mjs',
  'd3-color': 'dist/d3-color.min.mjs',
  'd3-format': 'dist/d3-format.min.mjs',
  'd3-interpolate': 'dist/d3-interpolate.min.mjs',
  'd3-path': 'dist/d3-path.min.mjs',
  'd3-scale': 'dist/d3-scale.min.mjs',
  'd3-shape': 'dist/d3-shape.min.mjs',
  'd3-time': 'dist/d3-time.min.mjs',
  'd3-time-format': 'dist/d3-time-format.min.mjs',
};

const PAGES = ['dashboard', 'topics', 'review'] as const;
type PageName = (typeof PAGES)[number];
/** Folders of modules: those of a page, and `shell` of all pages. */
const FOLDERS = ['shell', ...PAGES];
/** Modules of the dashboard that send the first requests, before the other modules are fetched. */
const EARLY = ['dashboard/early.js', 'dashboard/question.js', 'shell/request.js', 'shell/tab-key.js'];

interface Asset {
  readonly type: string;
  readonly text: string;
  readonly tag: string;
}

/** The dashboard, the page of topics and that of reviews: modules over Preact and parts of D3, as npm installed them, without a build. */
export async function addModulePages(server: FastifyInstance): Promise<void> {
  const assets = readAssets();
  const open = { schema: { hide: true }, config: { scope: 'none' } } as const;
  server.get('/', open, async (_request, reply) => reply.redirect('/dashboard'));
  for (const name of PAGES) {
    const { text, policy } = pageOf(name, assets);
    // Programs get the topics as JSON at the same address.
    const constraints = name === 'topics' ? { accepts: 'html' } : {};
    server.get(`/${name}`, { ...open, constraints }, async (_request, reply) => {
      reply.header('content-security-policy', policy).header('referrer-policy', 'no-referrer');
      return reply.type('text/html; charset=utf-8').send(text);
    });
  }
  for (const [name, { type, text, tag }] of assets) {
    server.get(`${ASSETS}/${name}`, open, async (request, reply) => {
      reply.header('cache-control', 'no-cache').header('etag', tag);
      if (request.headers['if-none-match'] === tag) return reply.code(304).send();
      return reply.type(type).send(text);
    });
  }
}

/** Lets a route be for browsers that open an address, which accept HTML. To be called before routes are added. */
export function tellPagesFromPrograms(server: FastifyInstance): void {
  server.addConstraintStrategy({
    name: 'accepts',
    storage() {
      const handlers = new Map();
      return {
        get: (type) => handlers.get(type) ?? null,
        set: (type, handler) => handlers.set(type, handler),
      };
    },
    validate: () => {},
    deriveConstraint: ({ headers }) => (headers.accept?.includes('text/html') ? 'html' : undefined),
  });
}

function pageOf(name: PageName, assets: ReadonlyMap<string, Asset>) {
  const map = JSON.stringify({
    imports: Object.fromEntries(Object.keys(LIBRARIES).map((it) => [it, `${ASSETS}/${assetName(it)}`])),
  });
  const early = name === 'dashboard' ? EARLY : [];
  const others = PAGES.filter((it) => it !== name);
  const own = [...assets.keys()].filter((it) => !others.some((other) => it.startsWith(`${other}/`)));
  // Fetched side by side, not one after the other as they name each other.
  const preloads = [...new Set([...early, ...own])]
    .filter((it) => it.endsWith('.js'))
    .map((it) => `<link rel="modulepreload" href="${ASSETS}/${it}">`);
  const first = early.slice(0, 1).map((it) => `<script type="module" async src="${ASSETS}/${it}"></script>`);
  const libraries = [`<script type="importmap">${map}</script>`, ...first, ...preloads].join('\n  ');
  const text = readFileSync(join(FOLDER, name, `${name}.html`), 'utf8').replace(
    '<!-- libraries -->',
    () => libraries,
  );
  // Only files of this server. The one inline script is the map above, allowed by its hash.
  const policy = [
    `default-src 'none'; script-src 'self' 'sha256-${createHash('sha256').update(map).digest('base64')}'`,
    "style-src 'self'; connect-src 'self'; img-src 'self'; form-action 'none'; base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  return { text, policy };
}

const assetName = (library: string): string => `libraries/${library.replace('/', '-')}.js`;

function readAssets(): Map<string, Asset> {
  const assets = new Map<string, Asset>();
  const add = (name: string, path: string) => {
    const text = readFileSync(path, 'utf8');
    const tag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
    assets.set(name, { text, tag, type: name.endsWith('.css') ? TYPES.css : TYPES.js });
  };
  for (const [library, file] of Object.entries(LIBRARIES)) {
    add(assetName(library), join(packageFolder(library.split('/')[0]!), file));
  }
  for (const folder of FOLDERS) {
    for (const name of readdirSync(join(FOLDER, folder))) {
      if (!name.endsWith('.html')) add(`${folder}/${name}`, join(FOLDER, folder, name));
    }
  }
  return assets;
}

/** The folder of an installed package, wherever npm put it. */
function packageFolder(name: string): string {
  const folder = join('node_modules', name);
  const entry = resolver.resolve(name);
  return entry.slice(0, entry.lastIndexOf(folder) + folder.length);
}
