import { execFileSync } from 'node:child_process';

interface CycloneDx {
  readonly bomFormat: string;
  readonly metadata: { readonly component: { readonly name: string; readonly version: string } };
  readonly components: readonly {
    readonly name: string;
    readonly group?: string;
    readonly version: string;
  }[];
}

/** What the package is made of, by the lock file, without what is for development: CycloneDX, as npm writes it. */
export function billOfMaterials(clone: string): string {
  const kind = ['--sbom-format=cyclonedx', '--sbom-type=application', '--package-lock-only', '--omit=dev'];
  return execFileSync('npm', ['sbom', ...kind], { cwd: clone, encoding: 'utf8', maxBuffer: 1 << 26 });
}

/** What is wrong with it, in lines. */
export function billFaults(
  bill: string,
  { name, version, dependencies }: { name: string; version: string; dependencies: Record<string, string> },
): string[] {
  const { bomFormat, metadata, components } = JSON.parse(bill) as CycloneDx;
  const { component } = metadata;
  const listed = new Set(components.map((it) => (it.group ? `${it.group}/${it.name}` : it.name)));
  return [
    ...(bomFormat === 'CycloneDX' ? [] : [`it is in the format ${bomFormat}`]),
    ...(component.name === name && component.version === version
      ? []
      : [`it is about ${component.name} ${component.version}`]),
    ...Object.keys(dependencies)
      .filter((it) => !listed.has(it))
      .map((it) => `${it} is missing`),
  ];
}
