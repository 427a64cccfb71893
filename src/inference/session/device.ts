import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as ort from 'onnxruntime-node';

/**
 * Session options for a device: 'cpu', 'cuda' or 'cuda:N'.
 * @param threads within one operator
 */
export function sessionOptions(device: string, threads: number): ort.InferenceSession.SessionOptions {
  const [provider, number] = device.split(':');
  return {
    executionProviders: provider === 'cuda' ? [{ name: 'cuda', deviceId: Number(number ?? 0) }] : ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    // Shapes differ from run to run, so cached memory patterns would only accumulate.
    enableMemPattern: false,
    logSeverityLevel: 4,
  };
}

/**
 * Why a device cannot be used, or null. The CUDA libraries are too large for npm; onnxruntime-node's install script
 * downloads them.
 */
export function missingFor(device: string): string | null {
  if (!device.startsWith('cuda')) return null;
  if (!ort.listSupportedBackends().some((backend) => backend.name === 'cuda')) {
    return `onnxruntime-node has no CUDA provider for ${process.platform}-${process.arch}`;
  }
  const packageFolder = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
  const folder = join(packageFolder, 'bin/napi-v6', process.platform, process.arch);
  const library =
    process.platform === 'win32' ? 'onnxruntime_providers_cuda.dll' : 'libonnxruntime_providers_cuda.so';
  if (existsSync(join(folder, library))) return null;
  return `${library} is not installed (set ONNXRUNTIME_NODE_INSTALL=cuda12 and run onnxruntime-node's script/install.js)`;
}
