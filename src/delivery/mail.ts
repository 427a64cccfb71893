import { createTransport } from 'nodemailer';
import pRetry, { AbortError } from 'p-retry';
import type { DeliveryOptions } from './http.ts';

/** A server for outgoing mail. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; otherwise by STARTTLS, where the server has it. */
  readonly secure: boolean;
  readonly user: string | null;
  readonly password: string;
}

export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const ATTEMPTS = 3;
const TIMEOUT_MS = 10_000;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/i;

/**
 * Sends an e-mail, at most three times. A server that refuses for good (5xx) is not asked again.
 * @param key the same for the same message: its Message-ID is made of it
 * @returns how many receivers the server refused while it took the others
 * @throws what the last attempt threw
 */
export async function sendMail(
  server: MailServer,
  mail: Mail,
  key: string,
  { signal, timeoutMs = TIMEOUT_MS, pauseMs = 1_000 }: DeliveryOptions = {},
): Promise<number> {
  const { host, port, secure, user, password } = server;
  const domain = /@([^@<>\s]+)>?$/.exec(mail.from)?.[1] ?? 'verbatim';
  const attempt = async () => {
    const transport = createTransport({
      ...{
        host,
        port,
        secure,
        connectionTimeout: timeoutMs,
        greetingTimeout: timeoutMs,
        socketTimeout: timeoutMs,
      },
      ...{ dnsTimeout: timeoutMs, disableFileAccess: true, disableUrlAccess: true },
      // A password does not travel in clear, except within the machine.
      ...(user === null ? {} : { auth: { user, pass: password }, requireTLS: !LOOPBACK.test(host) }),
    });
    const ends = AbortSignal.any([AbortSignal.timeout(3 * timeoutMs), ...(signal ? [signal] : [])]);
    const ended = Promise.withResolvers<never>();
    const stop = () => ended.reject(ends.reason);
    ends.addEventListener('abort', stop, { once: true });
    try {
      const headers = { 'auto-submitted': 'auto-generated' };
      const sending = transport.sendMail({
        ...mail,
        to: [...mail.to],
        headers,
        messageId: `<${key}@${domain}>`,
      });
      const sent = await Promise.race([sending, ended.promise]);
      return sent.rejected.length;
    } catch (error) {
      const { responseCode = 0 } = error as { responseCode?: number };
      throw responseCode >= 500 ? new AbortError(error as Error) : error;
    } finally {
      ends.removeEventListener('abort', stop);
      transport.close();
    }
  };
  const retries = { retries: ATTEMPTS - 1, minTimeout: pauseMs, factor: 2, randomize: true };
  return pRetry(attempt, { ...retries, ...(signal ? { signal } : {}) });
}
