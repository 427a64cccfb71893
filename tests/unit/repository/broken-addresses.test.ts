import { describe, expect, test } from 'vitest';
import { readConfig } from '../../../src/app/config.ts';
import { serverName } from '../../../src/db/client.ts';
import { redisName } from '../../../src/jobs/redis-check.ts';

const SECRET = '12sEcReT';
// Each is what a user types who did not encode a password; with a host, and with none.
const BROKEN = [
  ...[`//user:12/${SECRET}@host:5432/db`, `//user:12?${SECRET}@host/db`, `//user:12#${SECRET}@host/db`],
  ...[`//user:12/${SECRET}#@host/db`, `user:${SECRET}@host/db`, `/user:${SECRET}@host/db`],
  ...[`//user:${SECRET}/x@host/db`, `//user:${SECRET}#x@host/db`, `///user:${SECRET}@host/db`],
];

describe('an address that its password breaks', () => {
  test.each(BROKEN)('%#: is refused, and no part of the password is printed', (rest) => {
    for (const [name, scheme] of [
      ['DATABASE_URL', 'postgres:'],
      ['QUEUE_DATABASE_URL', 'postgresql:'],
      ['REDIS_URL', 'redis:'],
    ] as const) {
      const address = scheme + rest;
      const thrown = (() => {
        try {
          readConfig({ [name]: address });
        } catch (error) {
          return error as Error & { code: string };
        }
      })();
      expect(thrown, address).toMatchObject({ code: 'CONFIG_INVALID' });
      for (const said of [String(thrown), serverName(address), redisName(address)]) {
        expect(said).not.toMatch(/sEcReT|12/);
      }
    }
  });

  test('whole addresses are taken, and named without their password', () => {
    for (const address of [
      'postgres://user:p%2Fq%23@host:5433/db?sslmode=require',
      'postgres://user:p@ss@host:5433/db',
      'postgresql:///db?host=/var/run/postgresql',
    ]) {
      expect(readConfig({ DATABASE_URL: address }).databaseUrl).toBe(address);
    }
    expect(serverName('postgres://user:p%2Fq@host:5433/db')).toBe('host:5433/db');
  });
});
