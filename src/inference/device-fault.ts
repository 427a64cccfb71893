/**
 * What onnxruntime says of a device, without the C++ around it.
 * @param error whose message is such as "…/cuda_call.cc:154 … CUDA failure 101: invalid device ordinal ; GPU=0 ; hostname=… ; expr=…"
 */
export function deviceFault(error: unknown): string {
  const message = String((error as Error)?.message ?? error);
  const cuda = /(CU[A-Z]+ failure -?\d+: [^;]+?)\s*;/.exec(message)?.[1];
  const library = /(lib[\w.+-]+: cannot open shared object file)/.exec(message)?.[1];
  if (cuda && /alloc|out of memory/i.test(cuda)) return `too little of its memory is free (${cuda})`;
  return cuda ?? library ?? message.slice(0, 500);
}
