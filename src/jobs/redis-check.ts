import { Redis } from 'ioredis';
import { isWellFormedAddress } from '../domain/server-address.ts';
import { detailOf, VerbatimError } from '../errors/verbatim-error.ts';

/** Answers of Redis to a wrong or missing password. */
export const LOGIN_REFUSED = /NOAUTH|WRONGPASS|NOPERM|invalid password|Authentication/i;

interface RedisFacts {
  readonly version: string;
  readonly evictionPolicy: string;
  readonly persistence: 'aof' | 'rdb' | 'none';
}

/** `host:port` of a Redis address, for messages: without user and password. */
export function redisName(url: string): string {
  if (!isWellFormedAddress(url)) return 'the address in REDIS_URL';
  const { hostname, port } = new URL(url);
  return `${hostname}:${port || '6379'}`;
}

/**
 * Connects once, without retries, and reads the settings that could lose jobs.
 * @throws VerbatimError QUEUE_UNREACHABLE, QUEUE_REFUSED
 */
export async function inspectRedis(url: string): Promise<RedisFacts> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 5_000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let lastError: unknown;
  redis.on('error', (error) => {
    lastError = error;
  });
  try {
    await redis.connect();
    const facts = new Map(
      (await redis.info())
        .split('\r\n')
        .filter((line) => line.includes(':'))
        .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)] as const),
    );
    return {
      version: facts.get('redis_version') ?? 'unknown',
      evictionPolicy: facts.get('maxmemory_policy') ?? 'unknown',
      persistence: facts.get('aof_enabled') === '1' ? 'aof' : await rdbOrNone(redis),
    };
  } catch (error) {
    const cause = lastError ?? error;
    const detail = detailOf(cause);
    const refused = LOGIN_REFUSED.test(detail);
    const params = { server: redisName(url), detail };
    throw new VerbatimError(refused ? 'QUEUE_REFUSED' : 'QUEUE_UNREACHABLE', params, { cause });
  } finally {
    redis.disconnect();
  }
}

async function rdbOrNone(redis: Redis): Promise<'rdb' | 'none'> {
  try {
    const [, points] = (await redis.config('GET', 'save')) as string[];
    return points ? 'rdb' : 'none';
  } catch {
    // Hosted servers often forbid CONFIG.
    return 'none';
  }
}

/** @throws VerbatimError QUEUE_UNREACHABLE, QUEUE_REFUSED, QUEUE_MAY_EVICT */
export async function assertSafeRedis(url: string, allowEviction: boolean): Promise<RedisFacts> {
  const facts = await inspectRedis(url);
  if (facts.evictionPolicy !== 'noeviction' && !allowEviction) {
    const params = { server: redisName(url), policy: facts.evictionPolicy };
    throw new VerbatimError('QUEUE_MAY_EVICT', params);
  }
  return facts;
}

/** Risks of losing jobs at a Redis that was accepted, one line each. */
export function redisRisks(url: string, { evictionPolicy, persistence }: RedisFacts): string[] {
  const server = redisName(url);
  const risks: string[] = [];
  if (evictionPolicy !== 'noeviction') {
    risks.push(`Redis at ${server} may drop jobs (${evictionPolicy}); accepted by VERBATIM_ALLOW_EVICTION.`);
  }
  if (persistence === 'none') {
    risks.push(
      `Redis at ${server} keeps nothing on disk: after its restart, verbatim requeue queues what is missing.`,
    );
  }
  return risks;
}
