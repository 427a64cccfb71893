import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';

const FOLDER = join(import.meta.dirname, '../pages');
const read = (name: string) => readFileSync(join(FOLDER, name), 'utf8');

const FILES: Readonly<Record<string, { name: string; type: string }>> = {
  '/upload': { name: 'upload.html', type: 'text/html; charset=utf-8' },
  '/upload.css': { name: 'upload.css', type: 'text/css; charset=utf-8' },
  '/upload.svg': { name: 'upload.svg', type: 'image/svg+xml' },
  '/upload.js': { name: 'upload.js', type: 'text/javascript; charset=utf-8' },
};

// Only files of this server, nothing inline. Downloads of rejects are links to blobs, which need no source.
const POLICY = [
  ...["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'"],
  ...["img-src 'self'", "form-action 'none'", "base-uri 'none'", "frame-ancestors 'none'"],
].join('; ');

/** The page for uploads by hand: HTML, one style sheet, one module besides tab-key.js. */
export function addUploadPage(server: FastifyInstance, options: { limit: number }): void {
  for (const [path, { name, type }] of Object.entries(FILES)) {
    const text = read(name).replace('{{limit}}', String(options.limit));
    server.get(path, { schema: { hide: true }, config: { scope: 'none' } }, async (_request, reply) => {
      reply.header('content-security-policy', POLICY).header('referrer-policy', 'no-referrer');
      return reply.type(type).send(text);
    });
  }
}
