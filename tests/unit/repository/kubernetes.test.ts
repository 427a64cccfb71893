import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { readConfig } from '../../../src/app/config.ts';
import { SETTINGS } from '../../../src/app/settings.ts';

/** What can be known of deploy/kubernetes without a cluster. */

const FOLDER = resolve(import.meta.dirname, '../../../deploy/kubernetes');
const read = (file: string) => readFileSync(join(FOLDER, file), 'utf8');

interface Container {
  readonly name: string;
  readonly image: string;
  readonly args: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly envFrom: readonly object[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly resources: { readonly requests: object; readonly limits: { readonly memory?: string } };
  readonly securityContext: object;
  readonly livenessProbe?: { readonly httpGet: { readonly path: string; readonly port: string } };
}
interface Pod {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly spec: {
    readonly containers: readonly Container[];
    readonly securityContext: object;
    readonly terminationGracePeriodSeconds?: number;
    readonly automountServiceAccountToken: boolean;
    readonly enableServiceLinks: boolean;
  };
}
interface Resource {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec: {
    readonly template?: Pod;
    readonly jobTemplate?: { readonly spec: { readonly template: Pod } };
    readonly podSelector?: { readonly matchLabels?: Readonly<Record<string, string>> };
    readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> };
  };
}

const resourcesOf = (file: string) =>
  parseAllDocuments(read(file), { strict: true }).map((document) => document.toJS() as Resource);
const listed = (folder: string): string[] => parse(read(`${folder}/kustomization.yaml`)).resources;
const base = listed('base').flatMap((file) => resourcesOf(`base/${file}`));
const podOf = ({ spec }: Resource) => spec?.jobTemplate?.spec.template ?? spec?.template;
const pods = base.flatMap((resource) => {
  const pod = podOf(resource);
  return pod ? [{ name: resource.metadata.name, pod, container: pod.spec.containers[0]! }] : [];
});
const named = (name: string) => pods.find((pod) => pod.name === `verbatim-${name}`)!;

test('every file of a folder is a resource or a patch of its kustomization', () => {
  for (const folder of ['base', 'keda', 'cuda', 'example']) {
    const { resources = [], patches = [] } = parse(read(`${folder}/kustomization.yaml`)) as {
      resources?: string[];
      patches?: { path?: string }[];
    };
    const used = [...resources, ...patches.flatMap(({ path }) => path ?? [])].filter((path) =>
      path.endsWith('.yaml'),
    );
    const files = readdirSync(join(FOLDER, folder)).filter((file) => file !== 'kustomization.yaml');
    expect(used.sort(), folder).toEqual(files.sort());
  }
});

test('there are the migration, the server, workers and the nightly run, as the image starts them', () => {
  expect(Object.fromEntries(pods.map(({ name, container }) => [name, container.args]))).toEqual({
    'verbatim-migrate': ['db', 'migrate'],
    'verbatim-server': ['serve'],
    'verbatim-worker': ['worker'],
    'verbatim-nightly': ['nightly', '--no-worker'],
  });
  for (const { container } of pods) expect(container.image).toBe('verbatim-cpu');
});

test('no pod has privileges, a token of the cluster, or more memory than it says', () => {
  for (const { name, pod, container } of pods) {
    expect(pod.spec, name).toMatchObject({
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
      automountServiceAccountToken: false,
      // Variables such as VERBATIM_SERVER_SERVICE_HOST would look like settings.
      enableServiceLinks: false,
    });
    expect(container.securityContext, name).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(container.resources.limits.memory, name).toMatch(/^\d+[MG]i$/);
  }
});

test('every variable is a setting, secrets come from secrets, and files hold no address', () => {
  const known = Object.keys(SETTINGS.shape);
  for (const { name, container } of pods) {
    for (const { name: key } of container.env ?? []) expect(known, name).toContain(key);
    expect(container.envFrom, name).toContainEqual({ secretRef: { name: 'verbatim' } });
  }
  const settings = base.find(({ kind }) => kind === 'ConfigMap')!.data!;
  for (const key of Object.keys(settings)) expect(known).toContain(key);
  for (const key of Object.keys(parse(read('cuda/settings.yaml')).data)) expect(known).toContain(key);
  expect(JSON.stringify(base)).not.toMatch(/postgres(ql)?:\/\/|redis:\/\/|VERBATIM_KEY|VERBATIM_API_KEY/);
});

test('a worker has time to return its batches, and answers its probes on the port it names', () => {
  const { pod, container } = named('worker');
  expect(pod.spec.terminationGracePeriodSeconds).toBeGreaterThan(readConfig({}).shutdownSeconds + 10);
  const [port] = container.ports!;
  expect(container.env).toContainEqual({ name: 'VERBATIM_METRICS_PORT', value: String(port!.containerPort) });
  expect(container.livenessProbe!.httpGet).toEqual({ path: '/health/live', port: port!.name });
});

test('every pod is closed, and every policy selects a pod that exists', () => {
  const components = pods.map(({ pod }) => pod.metadata.labels['app.kubernetes.io/component']);
  const policies = base.filter(({ kind }) => kind === 'NetworkPolicy');
  const closed = policies.find(({ metadata }) => metadata.name === 'verbatim-closed')!;
  expect(closed.spec).toEqual({
    podSelector: { matchLabels: { 'app.kubernetes.io/name': 'verbatim' } },
    policyTypes: ['Ingress', 'Egress'],
  });
  for (const { spec, metadata } of policies) {
    const component = spec.podSelector!.matchLabels!['app.kubernetes.io/component'];
    if (component) expect(components, metadata.name).toContain(component);
  }
});

test('KEDA asks a route that exists for a number that it answers', () => {
  // Strict: KEDA ignores keys that it does not know.
  const trigger = z.strictObject({
    type: z.literal('metrics-api'),
    metricType: z.literal('AverageValue'),
    metadata: z.strictObject({
      url: z.literal('http://verbatim-server:8080/queue'),
      valueLocation: z.literal('tokens'),
      targetValue: z.string().regex(/^\d+$/),
      authMode: z.literal('bearer'),
    }),
    authenticationRef: z.strictObject({ name: z.string() }),
  });
  const scaled = z.strictObject({
    apiVersion: z.literal('keda.sh/v1alpha1'),
    kind: z.literal('ScaledObject'),
    metadata: z.strictObject({ name: z.string() }),
    spec: z.strictObject({
      scaleTargetRef: z.strictObject({ name: z.literal('verbatim-worker') }),
      minReplicaCount: z.int().min(0),
      maxReplicaCount: z.int().positive(),
      pollingInterval: z.int().positive(),
      cooldownPeriod: z.int().positive(),
      triggers: z.array(trigger).length(1),
    }),
  });
  const authentication = z.strictObject({
    apiVersion: z.literal('keda.sh/v1alpha1'),
    kind: z.literal('TriggerAuthentication'),
    metadata: z.strictObject({ name: z.string() }),
    spec: z.strictObject({
      secretTargetRef: z.array(
        z.strictObject({ parameter: z.literal('token'), name: z.string(), key: z.string() }),
      ),
    }),
  });
  const [reference, object] = resourcesOf('keda/scaling.yaml');
  const { metadata } = authentication.parse(reference);
  expect(scaled.parse(object).spec.triggers[0]!.authenticationRef).toEqual(metadata);
});

const kustomize = (folder: string) =>
  execFileSync('kubectl', ['kustomize', join(FOLDER, folder)], { encoding: 'utf8', stdio: 'pipe' });
// The kubectl of Debian 12 is older than components.
const kubectl = /Client Version: v1\.(2[2-9]|[3-9]\d)/.test(
  spawnSync('kubectl', ['version', '--client'], { encoding: 'utf8' }).stdout ?? '',
);

test.skipIf(!kubectl)('kubectl builds the example, with every reference in place', () => {
  const built = parseAllDocuments(kustomize('example')).map((document) => document.toJS() as Resource);
  expect(built).toHaveLength(base.length + 2);
  for (const resource of built) {
    const labels = podOf(resource)?.metadata.labels;
    if (labels)
      expect(labels, resource.metadata.name).toMatchObject({ 'app.kubernetes.io/name': 'verbatim' });
  }
});

const VALIDATOR = process.env.KUBERNETES_VALIDATE;

test.skipIf(!VALIDATOR && !process.env.CI)(
  'the schemas of Kubernetes 1.31 and 1.37 accept every resource',
  () => {
    expect(
      VALIDATOR,
      'KUBERNETES_VALIDATE names the program of pip install kubernetes-validate',
    ).toBeTruthy();
    for (const version of ['1.31.0', '1.37.0']) {
      const files = listed('base').map((file) => join(FOLDER, 'base', file));
      const said = spawnSync(VALIDATOR!, ['--strict', '--quiet', '-k', version, ...files], {
        encoding: 'utf8',
      });
      expect({ status: said.status, said: said.stdout + said.stderr }).toEqual({ status: 0, said: '' });
    }
  },
);
