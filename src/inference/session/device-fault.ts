const CUDA = /(CU[A-Z]+ failure -?\d+: [^;]+?)\s*;/;

// Messages and error names of CUDA after which the CUDA context of the process is unusable.
const LOSS =
  /CU(DA|BLAS|DNN)[A-Z_]* (failure|error)|cuda(Error|_ERROR)|illegal memory access|device-side assert|unspecified launch failure|misaligned address|uncorrectable ECC|fallen off the bus|no CUDA-capable device|device.{0,20}(lost|removed|unavailable)/i;
const MEMORY = /alloc|out of memory/i;

/** Whether a message reports a failed device. False when only its memory ran out. */
export const isDeviceLoss = (detail: string): boolean => LOSS.test(detail) && !MEMORY.test(detail);

/**
 * The device's own message in an error of onnxruntime, without the C++ context.
 * @param error with a message such as "…/cuda_call.cc:154 … CUDA failure 101: invalid device ordinal ; GPU=0 ; hostname=… ; expr=…"
 */
export function deviceFault(error: unknown): string {
  const message = String((error as Error)?.message ?? error);
  const cuda = CUDA.exec(message)?.[1];
  const library = /(lib[\w.+-]+: cannot open shared object file)/.exec(message)?.[1];
  if (cuda && MEMORY.test(cuda)) return `too little of its memory is free (${cuda})`;
  return cuda ?? library ?? message.slice(0, 500);
}
