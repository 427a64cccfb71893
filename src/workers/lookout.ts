import type { VerbatimError } from '../errors/verbatim-error.ts';

/** A server that a worker needs. */
export interface Server {
  readonly name: 'database' | 'queue';
  /** A small write. Rejects, or does not settle, while the server is unusable. */
  readonly probe: () => Promise<unknown>;
  /** The error for a failed or unanswered probe. */
  readonly fault: (error: unknown) => VerbatimError;
}

interface LookoutOptions {
  readonly servers: readonly Server[];
  readonly lockMs: number;
  /** A probe failed. */
  readonly onFault: (server: Server, fault: VerbatimError) => void;
  /** The server was unusable for so long that the locks of batches run out: they must be given up now. */
  readonly onLost: (server: Server, fault: VerbatimError) => void;
  /** It answered. */
  readonly onAnswer: (server: Server) => void;
}

// Five probes in the time of a lock. Batches are given up before it ends: then another worker may take them.
const LOOKS = 5;
const PATIENCE = 0.7;

/** Probes the servers several times in the time of a lock, by the steady clock. */
export function keepLookout({ servers, lockMs, onFault, onLost, onAnswer }: LookoutOptions): {
  stop(): void;
} {
  const timers = servers.map((server) => {
    let answered = performance.now();
    let asking = false;
    let state: 'well' | 'faulty' | 'lost' = 'well';
    let last: unknown = new Error('no answer');
    const ask = async () => {
      if (asking) return;
      asking = true;
      try {
        await server.probe();
        answered = performance.now();
        state = 'well';
        onAnswer(server);
      } catch (error) {
        last = error;
        if (state === 'well') onFault(server, server.fault(error));
        if (state === 'well') state = 'faulty';
      } finally {
        asking = false;
      }
    };
    let looked = performance.now();
    const look = () => {
      const now = performance.now();
      // A process that was frozen has no information about the servers.
      if (now - looked > lockMs / 2) answered = Math.max(answered, now - lockMs / LOOKS);
      looked = now;
      void ask();
      if (state === 'lost' || now - answered < PATIENCE * lockMs) return;
      state = 'lost';
      onLost(server, server.fault(last));
    };
    void ask();
    return setInterval(look, lockMs / LOOKS);
  });
  return { stop: () => timers.forEach(clearInterval) };
}
