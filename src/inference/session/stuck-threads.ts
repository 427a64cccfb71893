import type { Worker } from 'node:worker_threads';

// Node joins every thread before it exits, and `terminate()` does not stop native code: a session run that never ends
// would keep the process alive for ever.
const stuck = new Set<Worker>();

/**
 * Abandons a thread that does not answer: the process no longer waits for it at exit.
 * @param onEnd called if the thread ends after all
 */
export function exitPast(worker: Worker, onEnd: () => void): void {
  if (stuck.size === 0) process.on('exit', replaceProcess);
  stuck.add(worker);
  worker.unref();
  void worker.terminate().then(() => {
    stuck.delete(worker);
    if (stuck.size === 0) process.off('exit', replaceProcess);
    onEnd();
  });
}

/** Exits with the same code from a process without threads. */
function replaceProcess(code: number): void {
  if (process.execve) process.execve('/bin/sh', ['sh', '-c', `exit ${code}`], {});
  process.kill(process.pid, 'SIGKILL');
}
