#!/usr/bin/env -S node --max-semi-space-size=8
// Plain JavaScript that any Node runs: hands over to a Node that runs TypeScript, which `npm install` brings. Small
// half-spaces of the young generation (8 MB) keep an import's memory low; yet smaller ones cost it a fifth of its time.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import nodeModule from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const main = join(root, 'src/cli/main.ts');
// Compiled code is kept for the next start, beside the code that it is of: half the CPU of a short command. Where this
// folder may not be written, it is compiled each time.
const cache = join(root, 'node_modules/.cache/verbatim');
const [major, minor] = process.versions.node.split('.').map(Number);

if (!existsSync(join(root, 'node_modules/commander'))) {
  console.error('Verbatim is not installed yet. Run in its folder: npm run setup');
  process.exit(2);
}
if (major > 22 || (major === 22 && minor >= 22)) {
  nodeModule.enableCompileCache?.(cache);
  await import(pathToFileURL(main).href);
} else {
  const node = join(root, 'node_modules/node/bin/node');
  if (!existsSync(node)) {
    console.error(`Node ${process.versions.node} is too old: 22.22 or newer is needed. Run: npm run setup`);
    process.exit(2);
  }
  // By the channel the child notices when this process is killed (src/cli/starter.ts).
  const child = spawn(node, ['--max-semi-space-size=8', main, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { NODE_COMPILE_CACHE: cache, ...process.env },
  });
  // A terminal sends Ctrl-C to both, a supervisor perhaps only to this one; the child takes the second for the first.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}
