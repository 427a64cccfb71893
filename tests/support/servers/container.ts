import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from '../../../release/build.ts';
import { ROOT } from '../cli.ts';
import type { Compose, Service } from './compose-file.ts';
import { parseDockerfile, type Stage } from './dockerfile.ts';

/**
 * Services of docker-compose.yml as containers without Docker: bubblewrap gives each its own file tree, process and
 * mount namespaces; all share one network of their own, in which the names of services are addresses. The tree is what
 * the Dockerfile makes of the repository, on the system of this machine; user, capabilities, environment, read-only
 * root, tmpfs, volumes and configs are those of the two files.
 */

/** Whether this machine can run {@link Containers}: Linux, root, bubblewrap and the programs of util-linux. */
export function containersAvailable(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    execFileSync('bwrap', ['--ro-bind', '/', '/', '--unshare-net', '--unshare-pid', 'true'], {
      stdio: 'ignore',
    });
    execFileSync('setpriv', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A root folder, and what is bound into it from elsewhere, read-only. */
interface Image {
  readonly root: string;
  readonly binds: readonly (readonly [source: string, target: string])[];
  readonly environment: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
  readonly user: string;
  readonly workdir: string;
}

export interface Container {
  readonly process: ChildProcess;
  /** Standard output and error so far, together. */
  output(): string;
  readonly ended: Promise<number | null>;
  /** Waits for text in the output; throws where the process ends before, or after two minutes. */
  saw(text: string): Promise<void>;
  /** Sends SIGTERM to the command, as `docker stop` does. */
  stop(): Promise<number | null>;
}

const SERVERS = new Set(['postgres', 'redis-server']);
/** The user of Postgres and of Redis in their images. */
export const SERVER_USER = '999:999';
const SYSTEM = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'].filter((path) =>
  existsSync(path),
);
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const PRESENT = ['/etc/ld.so.cache', '/etc/alternatives', '/etc/ssl'].filter((path) => existsSync(path));

export class Containers {
  readonly #compose: Compose;
  readonly #folder = mkdtempSync('/tmp/verbatim-containers-');
  readonly #network: ChildProcess;
  readonly #images = new Map<string, Image>();
  readonly #running = new Set<Container>();

  constructor(compose: Compose) {
    this.#compose = compose;
    chmodSync(this.#folder, 0o755);
    // A network namespace with nothing but a loopback, for as long as this process sleeps.
    const arguments_ = ['--ro-bind', '/', '/', '--unshare-net', '--die-with-parent', 'sleep', 'infinity'];
    this.#network = spawn('bwrap', arguments_, { stdio: 'ignore' });
  }

  /** Removes everything that was started and written. */
  async close(): Promise<void> {
    for (const { process: child, ended } of this.#running) {
      child.kill('SIGKILL');
      await ended;
    }
    this.#network.kill('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** A path of a named volume, as this machine sees it. */
  volume(name: string): string {
    return join(this.#folder, 'volumes', name);
  }

  /** `docker compose up SERVICE`; with more, `docker compose run --volume … SERVICE COMMAND`. */
  async start(
    name: string,
    more: { command?: readonly string[]; volumes?: readonly string[]; user?: string } = {},
  ): Promise<Container> {
    const service = this.#compose.services[name]!;
    const image = this.#imageOf(service);
    const command = more.command ?? service.command ?? [];
    return this.#launch(service, image, [...image.entrypoint, ...command], more);
  }

  /** `docker compose exec SERVICE COMMAND`: without the entry point of its image. */
  async exec(name: string, command: readonly string[]): Promise<Container> {
    const service = this.#compose.services[name]!;
    return this.#launch(service, this.#imageOf(service), command);
  }

  /** The service's health check, run beside it in its own tree. */
  async healthy(name: string): Promise<void> {
    const service = this.#compose.services[name]!;
    const [kind, ...rest] = service.healthcheck!.test;
    const command = kind === 'CMD-SHELL' ? ['sh', '-c', rest[0]!] : rest;
    const end = Date.now() + 120_000;
    for (;;) {
      const check = await this.exec(name, command);
      if ((await check.ended) === 0) return;
      if (Date.now() > end) throw new Error(`${name} is not healthy: ${check.output()}`);
      await sleep(500);
    }
  }

  #imageOf(service: Service): Image {
    return service.build ? this.#built(service.build.target) : this.#serverImage(service.image);
  }

  async #launch(
    service: Service,
    image: Image,
    command: readonly string[],
    { volumes = [], user }: { volumes?: readonly string[]; user?: string } = {},
  ): Promise<Container> {
    const mounts = [
      ...[...image.binds].flatMap(([source, target]) => ['--ro-bind', source, target]),
      ...[...(service.volumes ?? []), ...volumes].flatMap((line) => this.#volumeMount(line, image)),
      ...(service.configs ?? []).flatMap((config) => this.#configMount(config, image)),
      ...(service.tmpfs ?? []).flatMap((target) => ['--perms', '1777', '--tmpfs', target]),
    ];
    const environment = { PATH, HOME: '/', ...image.environment, ...service.environment };
    // The entry points of server images start the server as its own user, and everything else as root.
    const [uid, gid] = (user ?? (SERVERS.has(command[0]!) ? SERVER_USER : image.user)).split(':');
    const privileges = [
      ...[`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--no-new-privs'],
      ...['--inh-caps=-all', '--bounding-set=-all'],
    ];
    const network = await this.#networkFile();
    const child = spawn(
      'nsenter',
      [
        ...[
          `--net=${network}`,
          'bwrap',
          '--unshare-pid',
          '--unshare-ipc',
          '--die-with-parent',
          '--new-session',
        ],
        ...[service.read_only ? '--ro-bind' : '--bind', image.root, '/'],
        ...mounts,
        ...['--dev', '/dev', '--proc', '/proc', '--chdir', image.workdir, '--clearenv'],
        ...Object.entries(environment).flatMap(([key, value]) => ['--setenv', key, value]),
        ...['--info-fd', '3', '--', 'setpriv', ...privileges, ...command],
      ],
      { stdio: ['ignore', 'pipe', 'pipe', 'pipe'] },
    );
    const container = this.#container(child);
    this.#running.add(container);
    void container.ended.then(() => this.#running.delete(container));
    return container;
  }

  #container(child: ChildProcess): Container {
    let output = '';
    let info = '';
    let over = false;
    child.stdout!.setEncoding('utf8').on('data', (chunk) => (output += chunk));
    child.stderr!.setEncoding('utf8').on('data', (chunk) => (output += chunk));
    (child.stdio[3] as NodeJS.ReadableStream).setEncoding('utf8').on('data', (chunk) => (info += chunk));
    const ended = new Promise<number | null>((resolve) => child.on('close', (code) => resolve(code)));
    void ended.then(() => (over = true));
    return {
      process: child,
      ended,
      output: () => output,
      async saw(text) {
        const end = Date.now() + 120_000;
        while (!output.includes(text)) {
          if (over || Date.now() > end) throw new Error(`No ${JSON.stringify(text)} in: ${output}`);
          await sleep(100);
        }
      },
      async stop() {
        // Process 1 of the container reaps, as with `init: true`; its one child is the command.
        const first = (JSON.parse(info) as { 'child-pid': number })['child-pid'];
        const [command] = readFileSync(`/proc/${first}/task/${first}/children`, 'utf8').trim().split(' ');
        process.kill(Number(command), 'SIGTERM');
        return ended;
      },
    };
  }

  async #networkFile(): Promise<string> {
    // bubblewrap's monitor stays outside; its child is inside.
    const { pid } = this.#network;
    for (;;) {
      const [inside] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
      if (inside && /^sleep/.test(readFileSync(`/proc/${inside}/cmdline`, 'utf8'))) {
        return `/proc/${inside}/ns/net`;
      }
      await sleep(20);
    }
  }

  /** As Docker fills a new named volume: with the folder of the image at that place, its owner and mode; else root's. */
  #volumeMount(line: string, image: Image): string[] {
    const [source, target, mode] = line.split(':') as [string, string, string?];
    if (/^[./]/.test(source)) {
      const path = resolve(ROOT, source);
      mountPoint(image.root, target, statSync(path).isFile() ? 'file' : 'folder');
      return [mode === 'ro' ? '--ro-bind' : '--bind', path, target];
    }
    mountPoint(image.root, target);
    if (!(source in this.#compose.volumes)) throw new Error(`The volume ${source} is not declared.`);
    const folder = this.volume(source);
    if (!existsSync(folder)) {
      mkdirSync(dirname(folder), { recursive: true });
      cpSync(join(image.root, target), folder, { recursive: true });
      const { uid, gid, mode: bits } = statSync(join(image.root, target));
      chownSync(folder, uid, gid);
      chmodSync(folder, bits & 0o7777);
    }
    return ['--bind', folder, target];
  }

  #configMount({ source, target }: { source: string; target: string }, image: Image): string[] {
    const file = join(this.#folder, `config-${source}`);
    writeFileSync(file, this.#compose.configs![source]!.content, { mode: 0o444 });
    mountPoint(image.root, target, 'file');
    return ['--ro-bind', file, target];
  }

  /** A stage of the Dockerfile. Its COPYs are bound, its RUNs on the root are run, its base is this machine's system. */
  #built(target: string): Image {
    const known = this.#images.get(target);
    if (known) return known;
    const root = this.#emptyRoot(target);
    const binds: (readonly [string, string])[] = [
      ...SYSTEM.filter((path) => statSync(path).isDirectory()).map((path) => [path, path] as const),
      ...PRESENT.map((path) => [path, path] as const),
    ];
    let image: Image = {
      root,
      binds,
      environment: { HOME: '/home/node' },
      entrypoint: [],
      user: '0:0',
      workdir: '/',
    };
    const ignored = readFileSync(join(ROOT, '.dockerignore'), 'utf8').split('\n');
    const stage = this.#stage(target);
    // The image `node` has it there; the CUDA stage copies it from that.
    binds.push([process.execPath, '/opt/node']);
    for (const { keyword, argument } of stage.instructions) {
      if (keyword === 'WORKDIR') image = { ...image, workdir: argument };
      else if (keyword === 'USER') image = { ...image, user: argument };
      else if (keyword === 'ENTRYPOINT') image = { ...image, entrypoint: JSON.parse(argument) as string[] };
      else if (keyword === 'ENV') {
        const pairs = argument.split(' ').map((pair) => pair.split('=') as [string, string]);
        image = { ...image, environment: { ...image.environment, ...Object.fromEntries(pairs) } };
      } else if (keyword === 'RUN') {
        const made = /^install --directory --owner=(\d+) --group=(\d+) (\/\S+)$/.exec(argument);
        if (!made) throw new Error(`A RUN that this test cannot run: ${argument}`);
        execFileSync('install', [...argument.split(' ').slice(1, -1), join(root, made[3]!)]);
      } else if (keyword === 'COPY') {
        const parts = argument.split(' ');
        if (parts[0]!.startsWith('--from=')) {
          const made = parts[1]!;
          if (made.endsWith('/node_modules')) binds.push([this.#modules(), made]);
          if (made.endsWith('/dist')) binds.push([this.#compiled(), made]);
          continue;
        }
        const to = parts.at(-1)!;
        for (const source of parts.slice(0, -1)) {
          if (!ignored.includes(`!${source.split('/')[0]}`))
            throw new Error(`${source} is in .dockerignore.`);
          binds.push([join(ROOT, source), join(image.workdir, to.endsWith('/') ? join(to, source) : to)]);
        }
      }
    }
    image = { ...image, environment: { ...image.environment, PATH: `/opt:${PATH}` } };
    for (const [source, place] of binds)
      mountPoint(root, place, statSync(source).isFile() ? 'file' : 'folder');
    this.#images.set(target, image);
    return image;
  }

  /** What the stage `dependencies` makes: npm's packages, here as links to this machine's, and what its other RUNs leave. */
  #modules(): string {
    const stage = join(this.#folder, 'dependencies');
    const modules = join(stage, 'node_modules');
    if (existsSync(modules)) return modules;
    mkdirSync(stage);
    execFileSync('cp', ['-al', '--parents', ...productionPackages(), stage], { cwd: ROOT });
    const PATH = `${dirname(process.execPath)}:${process.env.PATH}`;
    for (const { keyword, argument } of this.#stage('dependencies').instructions) {
      if (keyword !== 'RUN' || argument.startsWith('npm install ')) continue;
      execFileSync('sh', ['-ec', argument], { cwd: stage, env: { ...process.env, PATH } });
    }
    return modules;
  }

  /** What the stage `build` makes. */
  #compiled(): string {
    const dist = join(this.#folder, 'dist');
    if (!existsSync(dist)) build(ROOT, dist);
    return dist;
  }

  #stage(name: string): Stage {
    const stages = parseDockerfile(readFileSync(join(ROOT, 'Dockerfile'), 'utf8'));
    return stages.find((stage) => stage.name === name)!;
  }

  /** Bytes of what a stage copies onto its base. */
  size(target: string): number {
    const { binds, workdir } = this.#built(target);
    const sources = binds.filter(([, place]) => place.startsWith(`${workdir}/`)).map(([source]) => source);
    const total = execFileSync('du', ['-sbc', ...sources], { encoding: 'utf8' });
    return Number(/(\d+)\ttotal$/m.exec(total)![1]);
  }

  /** Postgres and Redis: the programs of this machine, with the users and folders of their images. */
  #serverImage(name: string): Image {
    const known = this.#images.get(name);
    if (known) return known;
    const root = this.#emptyRoot(name.replace(/\W/g, '-'));
    const binds = [...SYSTEM.filter((path) => statSync(path).isDirectory()), ...PRESENT].map(
      (path) => [path, path] as const,
    );
    for (const [source, place] of binds)
      mountPoint(root, place, statSync(source).isFile() ? 'file' : 'folder');
    const programs = execFileSync('sh', ['-c', 'ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1']);
    const postgres = name.startsWith('postgres:');
    const data = postgres ? '/var/lib/postgresql' : '/data';
    execFileSync('install', ['--directory', '--owner=999', '--group=999', join(root, data)]);
    const environment = {
      PATH: `${String(programs).trim()}:${PATH}`,
      PGDATA: '/var/lib/postgresql/18/docker',
    };
    const image = {
      root,
      binds,
      environment,
      entrypoint: [],
      user: '0:0',
      workdir: postgres ? '/' : data,
    };
    this.#images.set(name, image);
    return image;
  }

  #emptyRoot(name: string): string {
    const root = join(this.#folder, 'images', name);
    for (const folder of ['dev', 'proc', 'etc', 'var/lib', 'home/node', 'opt']) {
      mkdirSync(join(root, folder), { recursive: true });
    }
    mkdirSync(join(root, 'tmp'));
    chmodSync(join(root, 'tmp'), 0o1777);
    const services = Object.keys(this.#compose.services);
    const hosts = services.map((service, i) => `127.0.1.${i + 1} ${service}`);
    writeFileSync(join(root, 'etc/hosts'), ['127.0.0.1 localhost', ...hosts, ''].join('\n'));
    writeFileSync(join(root, 'etc/nsswitch.conf'), 'passwd: files\ngroup: files\nhosts: files\n');
    const users = ['root:x:0:0::/root:', 'server:x:999:999::/:', 'node:x:1000:1000::/home/node:'];
    writeFileSync(join(root, 'etc/passwd'), `${users.join('/bin/sh\n')}/bin/sh\n`);
    writeFileSync(join(root, 'etc/group'), 'root:x:0:\nserver:x:999:\nnode:x:1000:\n');
    return root;
  }
}

/** A folder or an empty file to mount over: the root may be read-only by then. */
function mountPoint(root: string, place: string, kind: 'folder' | 'file' = 'folder'): void {
  const path = join(root, place);
  if (existsSync(path)) return;
  mkdirSync(kind === 'folder' ? path : dirname(path), { recursive: true });
  if (kind === 'file') writeFileSync(path, '');
}

/** Packages of the lock file that are not for development alone: what `npm install --omit=dev` puts into the image. */
function productionPackages(): string[] {
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean }>;
  };
  return Object.entries(lock.packages)
    .filter(([path, { dev }]) => /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path) && !dev)
    .map(([path]) => path)
    .filter((path) => existsSync(join(ROOT, path)));
}
