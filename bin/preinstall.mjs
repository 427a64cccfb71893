// Plain JavaScript that any Node runs: `npm install --global` and `npx` start it before the scripts of dependencies.
// onnxruntime-node's would fetch 300 MB of CUDA libraries from NuGet, on every Linux, and fail without that server. With
// this line it does so when asked: ONNXRUNTIME_NODE_INSTALL=cuda12.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
// A copy that is ours alone. What a project shares with us stays as it is.
const own = [join(root, 'node_modules')];
if (process.env.npm_command === 'exec') own.push(join(root, '..'));

for (const modules of own) {
  const script = join(modules, 'onnxruntime-node/script/install.js');
  if (!existsSync(script)) continue;
  const text = readFileSync(script, 'utf8');
  const patched = text.replace(
    /^const INSTALL_FLAG = parseInstallFlag\(\);$/m,
    '$&\nif (INSTALL_FLAG === undefined) process.exit(0); // by Verbatim',
  );
  // Not in place: a package manager may have linked the file from its store.
  writeFileSync(`${script}.verbatim`, patched);
  renameSync(`${script}.verbatim`, script);
}
