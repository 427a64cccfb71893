import { start } from '../cli.ts';

/** `verbatim serve` as a process, on a port of its own. Killed with the test. */
export interface Serving {
  readonly pid: number;
  readonly address: string;
  kill(signal: NodeJS.Signals): void;
  readonly ended: ReturnType<typeof start>['ended'];
}

/** @param environment at least DATABASE_URL and VERBATIM_UPLOAD_FOLDER */
export async function serving(environment: Record<string, string>): Promise<Serving> {
  const { child, ended, saw } = start(['serve', '--port', '0'], {
    ...{ REDIS_URL: '', VERBATIM_API_KEY: '', VERBATIM_RATE_LIMIT: '0' },
    ...environment,
  });
  let stderr = '';
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  await saw('Listening on');
  return {
    ...{ pid: child.pid!, address: /http:\/\/\S+/.exec(stderr)![0], ended },
    kill: (signal) => child.kill(signal),
  };
}
