import { createRequire } from 'node:module';

const { version } = createRequire(import.meta.url)('onnxruntime-node/package.json') as { version: string };

/** The onnxruntime that the engine uses; the Python peers get the same version. */
export const ONNXRUNTIME_VERSION = version;
export const RUNTIME = `onnxruntime-node ${version}`;
