import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { VerbatimError } from '../errors/verbatim-error.ts';
import { errorAnswer } from './error-answer.ts';

const STATUS: Readonly<Record<string, readonly [status: number, detail: string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'The address and the headers are too long.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not come in time.'],
};

/** Answers malformed HTTP with the standard error body, and closes the connection. */
export function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const [status, detail] = STATUS[error.code ?? ''] ?? [400, 'This is not HTTP.'];
  hangUp(socket, new VerbatimError('USAGE', { detail }), status);
}

/** Writes an error on a connection on which no answer has begun, and closes it. */
export function hangUp(socket: Socket, error: VerbatimError, status = error.http): void {
  const body = JSON.stringify(errorAnswer(error).body);
  if (socket.writable) {
    socket.write(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/json; charset=utf-8\r\n` +
        `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    );
  }
  socket.destroy(error);
}
