import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { readConfig } from '../../../src/app/config.ts';
import { parseDockerfile } from '../../support/servers/dockerfile.ts';

/** What can be known of the containers without a Docker daemon. */

const ROOT = resolve(import.meta.dirname, '../../..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

describe('docker-compose.yml', () => {
  // Strict: a key that is misspelt, or that Compose would not know, is an error here.
  const condition = z.enum(['service_started', 'service_healthy', 'service_completed_successfully']);
  const seconds = z.string().regex(/^\d+s$/);
  const SERVICE = z.strictObject({
    image: z.string(),
    platform: z.string().optional(),
    build: z.strictObject({ context: z.literal('.'), target: z.string() }).optional(),
    command: z.array(z.string()).optional(),
    profiles: z.array(z.string()).optional(),
    environment: z.record(z.string(), z.string()).optional(),
    ports: z.array(z.string()).optional(),
    volumes: z.array(z.string()).optional(),
    depends_on: z.record(z.string(), z.strictObject({ condition })).optional(),
    healthcheck: z
      .strictObject({
        test: z.array(z.string()),
        interval: seconds,
        timeout: seconds,
        retries: z.int(),
        start_period: seconds,
      })
      .optional(),
    deploy: z
      .strictObject({
        resources: z.strictObject({
          reservations: z.strictObject({
            devices: z.array(
              z.strictObject({
                driver: z.string(),
                count: z.int().positive(),
                capabilities: z.array(z.string()),
              }),
            ),
          }),
        }),
      })
      .optional(),
    restart: z.enum(['no', 'unless-stopped']),
    stop_grace_period: seconds.optional(),
    init: z.boolean().optional(),
    read_only: z.boolean().optional(),
    tmpfs: z.array(z.string()).optional(),
    cap_drop: z.array(z.string()).optional(),
    security_opt: z.array(z.string()).optional(),
    shm_size: z.string().optional(),
    ulimits: z.strictObject({ core: z.literal(0) }).optional(),
    configs: z.array(z.strictObject({ source: z.string(), target: z.string() })).optional(),
  });
  const COMPOSE = z
    .object({
      name: z.string(),
      services: z.record(z.string(), SERVICE),
      volumes: z.record(z.string(), z.null()),
      configs: z.record(z.string(), z.strictObject({ content: z.string() })),
    })
    .catchall(z.unknown());

  const text = read('docker-compose.yml');
  const compose = COMPOSE.parse(parse(text, { merge: true }));
  const { services } = compose;
  const ours = Object.entries(services).filter(([, service]) => service.build);
  const stages = parseDockerfile(read('Dockerfile'));

  test('has the servers, the migration, the workers and the HTTP server', () => {
    const names = [
      'grafana',
      'grafana-login',
      'migrate',
      'nightly',
      'postgres',
      'redis',
      'server',
      'worker',
      'worker-cuda',
    ];
    expect(Object.keys(services).sort()).toEqual(names);
    expect(Object.keys(compose).filter((key) => !/^(name|services|volumes|configs|x-.*)$/.test(key))).toEqual(
      [],
    );
  });

  test('pins the servers to a major version and builds the rest from stages of the Dockerfile', () => {
    expect(services.postgres!.image).toMatch(/^postgres:\d+$/);
    expect(services.redis!.image).toMatch(/^redis:\d+$/);
    for (const [name, { build, image }] of ours) {
      expect(
        stages.map((stage) => stage.name),
        name,
      ).toContain(build!.target);
      expect(image, name).toBe(`verbatim:${build!.target}`);
    }
  });

  test('Redis neither evicts nor forgets', () => {
    const command = services.redis!.command!;
    expect(command[command.indexOf('--maxmemory-policy') + 1]).toBe('noeviction');
    expect(command[command.indexOf('--appendonly') + 1]).toBe('yes');
  });

  test('data live in declared volumes, at the place the images keep them', () => {
    expect(services.postgres!.volumes).toEqual(['postgres-data:/var/lib/postgresql']);
    expect(services.redis!.volumes).toEqual(['redis-data:/data']);
    const declared = Object.values(services)
      .flatMap((service) => service.volumes ?? [])
      .map((volume) => volume.split(':')[0]!)
      .filter((source) => !source.startsWith('.'));
    expect(Object.keys(compose.volumes).sort()).toEqual([...new Set(declared)].sort());
  });

  test('workers start after healthy servers and a finished migration', () => {
    expect(services.postgres!.healthcheck?.test.join(' ')).toContain('pg_isready');
    expect(services.redis!.healthcheck?.test.join(' ')).toContain('redis-cli ping');
    expect(services.migrate).toMatchObject({ command: ['db', 'migrate'], restart: 'no' });
    expect(services.migrate!.depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
    for (const name of ['worker', 'worker-cuda', 'nightly', 'server']) {
      expect(services[name]!.depends_on, name).toEqual({
        postgres: { condition: 'service_healthy' },
        redis: { condition: 'service_healthy' },
        migrate: { condition: 'service_completed_successfully' },
      });
    }
  });

  test('workers can be scaled, and have time to finish their batches', () => {
    // Its batches, and ten seconds for the rest (main.ts).
    const deadline = (readConfig({}).shutdownSeconds + 10) * 1000;
    for (const name of ['worker', 'worker-cuda']) {
      const worker = services[name]!;
      expect(worker, name).toMatchObject({ command: ['worker'], init: true, restart: 'unless-stopped' });
      expect(Number.parseInt(worker.stop_grace_period!, 10) * 1000, name).toBeGreaterThan(deadline);
      expect(worker, name).not.toHaveProperty('ports');
    }
  });

  test('the CUDA worker is asked for by profile, reserves a GPU and names its device', () => {
    const worker = services['worker-cuda']!;
    expect(worker.profiles).toEqual(['gpu']);
    expect(worker.build!.target).toBe('cuda');
    expect(worker.environment!.VERBATIM_DEVICE).toBe('cuda:0');
    expect(worker.deploy!.resources.reservations.devices).toEqual([
      { driver: 'nvidia', count: 1, capabilities: ['gpu'] },
    ]);
    expect(services.worker!.profiles).toBeUndefined();
  });

  test('Grafana is asked for by profile, and what it mounts is there', () => {
    const { grafana, 'grafana-login': login } = services;
    expect([grafana!.profiles, login!.profiles]).toEqual([['grafana'], ['grafana']]);
    expect(grafana!.image).toMatch(/^grafana\/grafana:\d+\.\d+\.\d+$/);
    expect(login!.image).toBe(services.postgres!.image);
    expect(grafana!.environment).toMatchObject({
      ...{ GF_AUTH_ANONYMOUS_ORG_ROLE: 'Viewer', GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION: 'true' },
    });
    const folders = [...grafana!.volumes!, ...login!.volumes!].filter((volume) => volume.startsWith('./'));
    expect(folders).toHaveLength(3);
    for (const folder of folders) {
      expect(existsSync(join(ROOT, folder.split(':')[0]!)), folder).toBe(true);
      expect(folder).toMatch(/:ro$/);
    }
  });

  test('only Postgres, the HTTP server and Grafana are published, and those on the loopback only', () => {
    const published = Object.entries(services).filter(([, service]) => service.ports);
    expect(published.map(([name]) => name).sort()).toEqual(['grafana', 'postgres', 'server']);
    for (const [name, service] of published) {
      for (const port of service.ports!) expect(port, name).toMatch(/^127\.0\.0\.1:.*:\d+$/);
    }
  });

  test('the HTTP server listens where it is published, asks for a key and says whether it is ready', () => {
    const server = services.server!;
    expect(server).toMatchObject({ command: ['serve'], restart: 'unless-stopped' });
    expect(server.profiles).toBeUndefined();
    const { VERBATIM_HOST, VERBATIM_PORT, VERBATIM_API_KEY } = server.environment!;
    expect(VERBATIM_HOST).toBe('0.0.0.0');
    expect(server.ports![0]).toMatch(new RegExp(`:${VERBATIM_PORT}$`));
    expect(server.healthcheck!.test.join(' ')).toContain(`http://127.0.0.1:${VERBATIM_PORT}/health/ready`);
    expect(VERBATIM_API_KEY).toMatch(/:\?/);
  });

  test('secrets come from the environment and have no default', () => {
    const used = [...text.matchAll(/\$\{(\w*(?:PASSWORD|KEY)\w*)([^}]*)\}/g)];
    expect(used.length).toBeGreaterThan(0);
    for (const [whole, , rest] of used) expect(rest, whole).toMatch(/^:\?./);
    for (const [name, { environment = {} }] of Object.entries(services)) {
      for (const [key, value] of Object.entries(environment)) {
        if (/PASSWORD|AUTH$|SECRET|KEY$/.test(key)) expect(value, `${name} ${key}`).toMatch(/^\$\{\w+:\?/);
        expect(value, `${name} ${key}`).not.toMatch(/:\/\/[^@$]*:[^@$]+@/);
      }
    }
    for (const name of new Set(used.map((match) => match[1]!))) {
      expect(read('.env.example')).toMatch(new RegExp(`^${name}=$`, 'm'));
    }
  });

  test('the file with the secrets is neither committed nor sent to the build', () => {
    expect(read('.gitignore').split('\n')).toContain('.env');
    const lines = read('.dockerignore').split('\n');
    expect(lines).toContain('*');
    expect(lines).not.toContain('!.env');
  });

  test('passes on only settings that exist', () => {
    const settings = read('src/app/settings.ts');
    for (const [name, { environment = {} }] of ours) {
      for (const key of Object.keys(environment)) expect(settings, `${name} ${key}`).toContain(`${key}:`);
    }
  });

  test('Verbatim itself runs without privileges and writes nothing into its image', () => {
    for (const [name, service] of ours) {
      expect(service, name).toMatchObject({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      });
    }
  });

  test('no secret is an argument, which `ps` shows, and no memory that holds feedback is dumped', () => {
    for (const [name, { command = [] }] of Object.entries(services)) {
      expect(command.join(' '), name).not.toMatch(/PASSWORD|KEY/);
    }
    for (const [name, service] of [...ours, ['postgres', services.postgres!] as const]) {
      expect(service.ulimits, name).toEqual({ core: 0 });
    }
  });

  test("Postgres' log holds neither statements nor the context of errors", () => {
    const command = services.postgres!.command!.join(' ');
    expect(command).toContain('-c log_error_verbosity=terse -c log_min_error_statement=panic');
  });

  test.skipIf(!composeAvailable())('docker compose accepts it', () => {
    const arguments_ = ['compose', '--profile', '*', 'config', '--quiet'];
    const env = {
      ...process.env,
      POSTGRES_PASSWORD: 'p',
      REDIS_PASSWORD: 'r',
      VERBATIM_API_KEY: 'k',
      VERBATIM_KEY: 'k',
    };
    execFileSync('docker', arguments_, { cwd: ROOT, env, stdio: 'pipe' });
  });
});

describe('systemd units and crontab', () => {
  const folder = join(ROOT, 'deploy/systemd');
  const units = readdirSync(folder).filter((name) => name.endsWith('.service'));
  const setting = (unit: string, key: string) =>
    new RegExp(`^${key}=(.*)$`, 'm').exec(read(`deploy/systemd/${unit}`))?.[1];
  const crontab = read('deploy/cron/verbatim');

  test('there is one for the server, workers and the nightly run, which a timer starts', () => {
    expect(readdirSync(folder).sort()).toEqual([
      ...['verbatim-nightly.service', 'verbatim-nightly.timer'],
      ...['verbatim-server.service', 'verbatim-worker.service'],
    ]);
  });

  test('each starts a command that exists, with flags that it has', () => {
    const lines = units.map((unit) => setting(unit, 'ExecStart')!);
    const scheduled = /verbatim nightly[^|]*/.exec(crontab)![0].trim();
    for (const line of [...lines, scheduled]) {
      const [program, command, ...flags] = line.split(' ');
      expect(program).toBe('verbatim');
      const bin = join(ROOT, 'bin/verbatim.mjs');
      const help = execFileSync(process.execPath, [bin, command!, '--help'], { encoding: 'utf8' });
      for (const flag of flags) expect(help).toContain(flag);
    }
  });

  test.each(units)('%s stops in time, keeps its data where it may write, and dumps no memory', (unit) => {
    const deadline = readConfig({}).shutdownSeconds + 10;
    expect(Number(setting(unit, 'TimeoutStopSec'))).toBeGreaterThan(deadline);
    expect(setting(unit, 'User')).toBe('verbatim');
    expect(setting(unit, 'Environment')).toBe(`VERBATIM_HOME=/var/lib/${setting(unit, 'StateDirectory')}`);
    expect(setting(unit, 'ProtectSystem')).toBe('strict');
    expect(setting(unit, 'LimitCORE')).toBe('0');
  });
});

describe('Dockerfile', () => {
  const stages = parseDockerfile(read('Dockerfile'));
  const stage = (name: string) => stages.find((candidate) => candidate.name === name)!;
  const runnable = [stage('cpu'), stage('cuda')];

  test('the last stage, which docker build makes by default, is the CPU image', () => {
    expect(stages.at(-1)!.name).toBe('cpu');
  });

  test('every base is a stage of the file or an image pinned to a version', () => {
    const names = new Set<string>();
    for (const { name, base } of stages) {
      if (!names.has(base)) expect(base).toMatch(/:\d/);
      names.add(name);
    }
  });

  test('Node is the major version that the tests run on', () => {
    const major = process.versions.node.split('.')[0];
    expect(stage('node').base).toBe(`node:${major}-bookworm-slim`);
  });

  test('every COPY has its source in the repository and is not ignored', () => {
    const allowed = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    for (const { instructions } of stages) {
      for (const { keyword, argument } of instructions) {
        if (keyword !== 'COPY') continue;
        const from = /^--from=(\S+) /.exec(argument)?.[1];
        if (from) {
          expect(stages.map((candidate) => candidate.name)).toContain(from);
          continue;
        }
        for (const source of argument.split(/\s+/).slice(0, -1)) {
          expect(existsSync(join(ROOT, source)), source).toBe(true);
          expect(allowed, source).toContain(source.split('/')[0]);
        }
      }
    }
  });

  test('what is needed at run time is copied: code, migrations, model', () => {
    for (const { name, instructions } of runnable) {
      const copied = instructions.filter(({ keyword }) => keyword === 'COPY').map(({ argument }) => argument);
      const sources = copied.flatMap((argument) => argument.split(/\s+/).slice(0, -1));
      const needed = [
        'package.json',
        'bin/verbatim.mjs',
        'migrations',
        'models/verbatim-multilingual',
        'models/checks.json',
        'LICENSE',
        'NOTICE',
      ];
      expect(sources, name).toEqual(expect.arrayContaining(needed));
      // The sources would be run instead.
      expect(copied, name).toContain('--from=build /app/dist ./dist');
      expect(sources, name).not.toContain('src');
    }
  });

  test('images say what they are: title, licence, version and revision', () => {
    for (const { name, instructions } of runnable) {
      const labels = instructions.find(({ keyword }) => keyword === 'LABEL')!.argument;
      for (const label of ['title', 'licenses', 'version', 'revision', 'source']) {
        expect(labels, name).toMatch(new RegExp(`org\\.opencontainers\\.image\\.${label}="`));
      }
      for (const [, variable] of labels.matchAll(/\$(\w+)/g)) {
        const declared = instructions.filter(({ keyword }) => keyword === 'ARG');
        expect(declared.map(({ argument }) => argument.split('=')[0])).toContain(variable);
      }
    }
  });

  test('the entry point is there and the user is not root', () => {
    for (const { name, instructions } of runnable) {
      const last = (keyword: string) =>
        instructions.findLast((instruction) => instruction.keyword === keyword)!.argument;
      const [program, ...rest] = JSON.parse(last('ENTRYPOINT')) as string[];
      const file = rest.find((part) => !part.startsWith('--'));
      expect(program, name).toBe('node');
      expect(statSync(join(ROOT, file!)).isFile(), name).toBe(true);
      expect(last('USER'), name).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    }
  });

  test('only the CUDA image has the CUDA libraries, of the version that onnxruntime-node wants', () => {
    const metadata = read('node_modules/onnxruntime-node/script/install-metadata.js');
    const wanted = /'linux\/x64': \['(cuda\d+)'\]/.exec(metadata)![1]!;
    const runs = (name: string) =>
      stage(name)
        .instructions.filter(({ keyword }) => keyword === 'RUN')
        .map(({ argument }) => argument)
        .join('\n');
    const script = 'node_modules/onnxruntime-node/script/install.js';
    expect(runs('dependencies')).toMatch(/^npm install --omit=dev .* && node bin\/setup\.mjs/);
    expect(runs('cuda-dependencies')).toContain(`ONNXRUNTIME_NODE_INSTALL=${wanted} node ${script}`);
    expect(existsSync(join(ROOT, script))).toBe(true);
    expect(stage('cuda').base).toMatch(
      new RegExp(`^nvidia/cuda:${wanted.slice(4)}\\.[\\d.]+-cudnn-runtime-`),
    );
    const modules = (name: string) =>
      stage(name).instructions.find(({ argument }) => argument.endsWith('/app/node_modules ./node_modules'))!;
    expect(modules('cuda').argument).toContain('--from=cuda-dependencies');
    expect(modules('cpu').argument).toContain('--from=dependencies');
  });
});

function composeAvailable(): boolean {
  try {
    execFileSync('docker', ['compose', 'version'], { stdio: 'ignore', timeout: 180_000 });
    return true;
  } catch {
    return false;
  }
}
