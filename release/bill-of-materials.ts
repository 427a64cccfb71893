import { execFileSync } from 'node:child_process';

/** As much of CycloneDX as is read here. */
interface Bill {
  readonly bomFormat: string;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

interface Component {
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
  readonly properties?: readonly { readonly name: string; readonly value: string }[];
}

const DEVELOPMENT = 'cdx:npm:package:development';

/**
 * What the package is made of, by the lock file: CycloneDX, as npm writes it. npm's own --omit=dev also leaves out what
 * is for both, such as pure-rand.
 */
export function billOfMaterials(clone: string): Bill {
  const kind = ['--sbom-format=cyclonedx', '--sbom-type=application', '--package-lock-only'];
  const whole: Bill = JSON.parse(
    execFileSync('npm', ['sbom', ...kind], { cwd: clone, encoding: 'utf8', maxBuffer: 1 << 26 }),
  );
  const components = whole.components.filter(
    ({ properties = [] }) => !properties.some(({ name, value }) => name === DEVELOPMENT && value === 'true'),
  );
  const kept = new Set([whole.metadata.component, ...components].map((it) => it['bom-ref']));
  const dependencies = whole.dependencies
    .filter(({ ref }) => kept.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((it) => kept.has(it)) }));
  return { ...whole, components, dependencies };
}

/** What is wrong with it, in lines. */
export function billFaults(
  { bomFormat, metadata, components }: Bill,
  { name, version, dependencies }: { name: string; version: string; dependencies: Record<string, string> },
): string[] {
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
