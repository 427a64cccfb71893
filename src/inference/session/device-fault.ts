const CUDA = /(CU[A-Z]+ failure -?\d+: [^;]+?)\s*;/;

// What CUDA says when the context of the process is of no use any more, in words and by name.
const LOSS =
  /CU(DA|BLAS|DNN)[A-Z_]* (failure|error)|cuda(Error|_ERROR)|illegal memory access|device-side assert|unspecified launch failure|misaligned address|uncorrectable ECC|fallen off the bus|no CUDA-capable device|device.{0,20}(lost|removed|unavailable)/i;
const MEMORY = /alloc|out of memory/i;

/** True where the words are of a device that failed, and not of its memory being used up. */
export const isDeviceLoss = (detail: string): boolean => LOSS.test(detail) && !MEMORY.test(detail);

/**
 * What onnxruntime says of a device, without the C++ around it.
 * @param error whose message is such as "…/cuda_call.cc:154 … CUDA failure 101: invalid device ordinal ; GPU=0 ; hostname=… ; expr=…"
 */
export function deviceFault(error: unknown): string {
  const message = String((error as Error)?.message ?? error);
  const cuda = CUDA.exec(message)?.[1];
  const library = /(lib[\w.+-]+: cannot open shared object file)/.exec(message)?.[1];
  if (cuda && MEMORY.test(cuda)) return `too little of its memory is free (${cuda})`;
  return cuda ?? library ?? message.slice(0, 500);
}
