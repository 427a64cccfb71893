import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** As much of CycloneDX as is read here. */
interface Bill {
  readonly bomFormat: string;
  readonly metadata: { readonly component: { readonly name: string; readonly version: string } };
  readonly components: readonly { readonly name: string }[];
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  devDependencies?: object;
}

interface Lock {
  readonly packages: Record<string, Partial<Manifest> & { readonly dev?: boolean }>;
}

/**
 * What the package is made of, by the lock file, without what is for development alone: CycloneDX, as npm writes it.
 * Packages of all platforms are listed, and optional peers such as typescript, which npm does not install.
 * @param work an empty folder to use
 */
export function billOfMaterials(clone: string, work: string): Bill {
  const read = (name: string) => JSON.parse(readFileSync(join(clone, name), 'utf8'));
  const manifest: Manifest = read('package.json');
  const lock: Lock = read('package-lock.json');
  // Not by npm's --omit=dev: it also leaves out what is for both, such as pure-rand.
  for (const [path, { dev }] of Object.entries(lock.packages)) if (dev) delete lock.packages[path];
  for (const it of [manifest, lock.packages['']!]) delete it.devDependencies;
  // npm names the bill by the folder.
  const folder = join(work, manifest.name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock));
  const kind = ['--sbom-format=cyclonedx', '--sbom-type=application', '--package-lock-only'];
  const options = { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 26 } as const;
  const bill: Bill = JSON.parse(execFileSync('npm', ['sbom', ...kind], options));
  const wrong = faults(bill, manifest);
  if (wrong.length > 0) throw new Error(`The bill of materials is not whole: ${wrong.join('; ')}`);
  return bill;
}

function faults({ bomFormat, metadata, components }: Bill, { name, version, dependencies }: Manifest) {
  const about = `${metadata.component.name} ${metadata.component.version}`;
  const listed = new Set(components.map((it) => it.name));
  return [
    ...(bomFormat === 'CycloneDX' ? [] : [`it is in the format ${bomFormat}`]),
    ...(about === `${name} ${version}` ? [] : [`it is about ${about}`]),
    ...Object.keys(dependencies)
      .filter((it) => !listed.has(it))
      .map((it) => `${it} is missing`),
  ];
}
