import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Redis } from 'ioredis';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { webhookAddress } from '../../src/cli/webhook.ts';
import { readConfig } from '../../src/config.ts';
import { ROOT } from '../support/cli.ts';
import { freePort } from '../support/services.ts';

const PASSWORD = 'a-secret-word';

function installed(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test.skipIf(!installed())(
  'the Redis of Compose has its password, and its command line does not',
  async () => {
    const compose = parse(readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8'));
    const { command, environment } = compose.services.redis as {
      command: string[];
      environment: Record<string, string>;
    };
    expect(JSON.stringify(command)).not.toContain('REDIS_PASSWORD');
    const folder = mkdtempSync(join(tmpdir(), 'verbatim-compose-redis-'));
    // What the image's entry point does in the end.
    writeFileSync(join(folder, 'docker-entrypoint.sh'), '#!/bin/sh\nexec "$@"\n', { mode: 0o755 });
    const [file, ...args] = command.map((part) => part.replaceAll('$$', '$'));
    const port = await freePort();
    const server = spawn(file!, [...args, '--port', String(port), '--dir', folder], {
      env: {
        PATH: [folder, process.env.PATH].join(delimiter),
        ...Object.fromEntries(Object.keys(environment).map((name) => [name, PASSWORD])),
      },
      stdio: 'ignore',
    });
    onTestFinished(() => {
      server.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    });
    const connect = (password?: string) => {
      const redis = new Redis({ port, password, retryStrategy: () => 200, maxRetriesPerRequest: 50 });
      redis.on('error', () => {});
      onTestFinished(() => redis.disconnect());
      return redis;
    };
    expect(await connect(PASSWORD).ping()).toBe('PONG');
    await expect(connect().ping()).rejects.toThrow(/NOAUTH/);
    const processes = execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' });
    expect(processes).toContain(`redis-server`);
    expect(processes).not.toContain(PASSWORD);
  },
  60_000,
);

test('--webhook without a value takes the address from the environment', () => {
  const address = 'https://hooks.example/T0/secret';
  const config = readConfig({ VERBATIM_WEBHOOK: address });
  expect(webhookAddress(config, true)).toBe(address);
  expect(webhookAddress(config, undefined)).toBeNull();
  expect(webhookAddress(config, 'https://other.example/')).toBe('https://other.example/');
  expect(() => webhookAddress(readConfig({}), true)).toThrow(/VERBATIM_WEBHOOK/);
  expect(() => readConfig({ VERBATIM_WEBHOOK: 'file:///etc/passwd' })).toThrow(/VERBATIM_WEBHOOK/);
});
