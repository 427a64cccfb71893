import { startFauxqs } from 'fauxqs';
import { onTestFinished } from 'vitest';

/** An S3-compatible server (fauxqs) with one empty bucket, for the test that runs. It does not check signatures. */
export async function bucketServer(bucket = 'exports') {
  const server = await startFauxqs({ port: 0, logger: false, host: '127.0.0.1' });
  onTestFinished(() => server.stop());
  server.createBucket(bucket);
  const endpoint = `http://127.0.0.1:${server.port}`;
  return {
    endpoint,
    environment: { BUCKET_KEY: 'reader', BUCKET_SECRET: 'bucket/secret+&' },
    /** @param prefix such as `night/` */
    address: (prefix = '') =>
      `s3://\${BUCKET_KEY}:\${BUCKET_SECRET}@${bucket}/${prefix}?endpoint=${encodeURIComponent(endpoint)}`,
  };
}
