import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { type BucketObject, openBucket } from '../../../src/buckets/bucket.ts';
import { bucketServer } from '../../support/servers/bucket-server.ts';
import { faultyServer } from '../../support/servers/faulty-server.ts';

async function listed(address: string, environment: Record<string, string>): Promise<BucketObject[]> {
  const objects: BucketObject[] = [];
  for await (const object of openBucket(address, environment).list()) objects.push(object);
  return objects;
}

test('lists, reads and writes objects under a prefix, in order of their keys', async () => {
  const server = await bucketServer();
  const bucket = openBucket(server.address('in/'), server.environment);
  await bucket.write('in/b.csv', Readable.from([Buffer.from('id,text\n'), Buffer.from('1,Ünïcode\n')]));
  await bucket.write('in/ä &+.csv', Readable.from([Buffer.from('odd name')]));
  await bucket.write('in/a.csv', Readable.from([Buffer.from('a')]));
  await bucket.write('out/c.csv', Readable.from([Buffer.from('not listed')]));
  const found = await listed(server.address('in/'), server.environment);
  expect(found.map(({ key, bytes }) => [key, bytes])).toEqual([
    ['in/a.csv', 1],
    ['in/b.csv', 20],
    ['in/ä &+.csv', 8],
  ]);
  expect(await text(await bucket.read('in/b.csv'))).toBe('id,text\n1,Ünïcode\n');
  expect(await text(await bucket.read('in/ä &+.csv'))).toBe('odd name');
});

test('lists more objects than one answer has', async () => {
  const server = await bucketServer();
  const bucket = openBucket(server.address(), server.environment);
  const keys = Array.from({ length: 1_100 }, (_, at) => `n${String(at).padStart(5, '0')}.csv`);
  for (let at = 0; at < keys.length; at += 50) {
    const some = keys.slice(at, at + 50);
    await Promise.all(some.map((key) => bucket.write(key, Readable.from([Buffer.from(key)]))));
  }
  const found = await listed(server.address(), server.environment);
  expect(found.map(({ key }) => key)).toEqual(keys);
});

test('writes a long stream in parts, and nothing of one that breaks off', async () => {
  const server = await bucketServer();
  const bucket = openBucket(server.address(), server.environment);
  const piece = Buffer.alloc(1024 * 1024, 'x');
  await bucket.write('long', Readable.from(Array.from({ length: 35 }, () => piece)));
  const broken = Readable.from(
    (function* () {
      for (let at = 0; at < 20; at++) yield piece;
      throw new Error('the rows broke off');
    })(),
  );
  await expect(bucket.write('broken', broken)).rejects.toThrow('the rows broke off');
  const found = await listed(server.address(), server.environment);
  expect(found.map(({ key, bytes }) => [key, bytes])).toEqual([['long', 35 * 1024 * 1024]]);
});

test('names the store and the reason of a failure, and no key', async () => {
  const server = await bucketServer();
  const errorOf = (address: string) => listed(address, server.environment).catch((error: unknown) => error);
  const host = new URL(server.endpoint).host;
  expect(await errorOf(server.address().replace('@exports', '@nothing-here'))).toMatchObject({
    code: 'BUCKET_FAILED',
    message: `The bucket nothing-here at ${host} failed: it answered 404 NoSuchBucket.`,
  });
  const away = server.address().replace(encodeURIComponent(server.endpoint), 'http://127.0.0.1:9');
  expect(await errorOf(away)).toMatchObject({ code: 'BUCKET_FAILED' });
  const secret = '<Error><Code>AccessDenied</Code><Message>reader may not list</Message></Error>';
  const closed = await faultyServer((_, response) => response.writeHead(403).end(secret));
  const refused = await errorOf(server.address().replace(encodeURIComponent(server.endpoint), closed.url));
  expect(refused).toMatchObject({
    message: expect.stringContaining('failed: it answered 403 AccessDenied.'),
  });
  expect(closed.requests).toHaveLength(1);
});

test('asks again when a store is busy', async () => {
  const server = await bucketServer();
  const list = '<ListBucketResult><Contents><Key>a.csv</Key><Size>1</Size></Contents></ListBucketResult>';
  const busy = await faultyServer((_, response, at) => {
    if (at === 0) response.writeHead(503).end('<Error><Code>SlowDown</Code></Error>');
    else response.end(list);
  });
  const address = server.address().replace(encodeURIComponent(server.endpoint), busy.url);
  expect(await listed(address, server.environment)).toMatchObject([{ key: 'a.csv' }]);
  expect(busy.requests).toHaveLength(2);
});

test('refuses addresses with a secret in clear, without a variable, and of another kind', () => {
  const codeOf = (address: string, environment = {}) => {
    try {
      openBucket(address, environment);
      return null;
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  expect(codeOf('s3://AKIA:hunter2@exports/')).toBe('SECRET_IN_CLEAR');
  expect(codeOf('s3://exports/?secret_key=hunter2')).toBe('SECRET_IN_CLEAR');
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference to the environment.
  expect(codeOf('s3://AKIA:${NOT_SET}@exports/')).toBe('SECRET_MISSING');
  expect(codeOf('https://exports/')).toBe('BUCKET_ADDRESS');
  expect(codeOf('s3:///prefix')).toBe('BUCKET_ADDRESS');
  expect(codeOf('s3://exports/?endpoint=ftp://a')).toBe('BUCKET_ADDRESS');
  expect(codeOf('s3://exports/night/')).toBe(null);
});
