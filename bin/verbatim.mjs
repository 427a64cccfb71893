#!/usr/bin/env -S node --max-semi-space-size=8
// Plain JavaScript that any Node runs. In an installed package: the compiled command line, in this Node. In a clone: the
// sources, in this Node or, where it is too old to run TypeScript, in the one that `npm install` brings. Small
// half-spaces of the young generation (8 MB) keep an import's memory low; yet smaller ones cost it a fifth of its time.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import nodeModule from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const source = join(root, 'src/cli/main.ts');
const [major, minor] = process.versions.node.split('.').map(Number);
const recent = major > 22 || (major === 22 && minor >= 22);

// onnxruntime 1.30 for Linux reports to Microsoft and keeps an id of the device in ~/.cache, unless it is told not to.
process.env.ORT_DISABLE_TELEMETRY ??= '1';

if (existsSync(source)) await runSources();
else await runPackage();

async function runPackage() {
  const main = join(root, 'dist/cli/main.js');
  if (!recent)
    stop(`Verbatim needs Node 22.22 or newer. This is Node ${process.versions.node}, ${process.execPath}`);
  if (!existsSync(main)) stop('This package lacks dist/: it was packed without npm run build before.');
  const cache = await compiledFolder();
  if (cache !== null) nodeModule.enableCompileCache?.(cache);
  await import(pathToFileURL(main).href);
}

/** Compiled code is kept for the next start: half the CPU of a short command. Never in the package: it may be root's. */
async function compiledFolder() {
  const { defaultDataFolder } = await import(pathToFileURL(join(root, 'dist/app/data-folder.js')).href);
  try {
    return join(process.env.VERBATIM_HOME || defaultDataFolder(), 'compiled');
  } catch {
    // No folder for data is known. A command that needs one says so.
    return null;
  }
}

async function runSources() {
  // Beside the code that it is of. Where this folder may not be written, it is compiled each time.
  const cache = join(root, 'node_modules/.cache/verbatim');
  if (!existsSync(join(root, 'node_modules/commander'))) {
    stop('Verbatim is not installed yet. Run in its folder: npm run setup');
  }
  if (recent) {
    nodeModule.enableCompileCache?.(cache);
    await import(pathToFileURL(source).href);
    return;
  }
  const node = join(root, 'node_modules/node/bin/node');
  if (!existsSync(node)) {
    stop(`Node ${process.versions.node} is too old: 22.22 or newer is needed. Run: npm run setup`);
  }
  // By the channel the child notices when this process is killed (src/cli/starter.ts).
  const child = spawn(node, ['--max-semi-space-size=8', source, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { NODE_COMPILE_CACHE: cache, ...process.env },
  });
  // A terminal sends Ctrl-C to both, a supervisor perhaps only to this one; the child takes the second for the first.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

function stop(reason) {
  console.error(reason);
  process.exit(2);
}
