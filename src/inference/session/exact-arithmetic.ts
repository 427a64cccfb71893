/**
 * CUDA's libraries multiply fp32 matrices with 10 bits of mantissa (TF32) unless told otherwise. On an H200 that moved
 * probabilities by up to 9e-4 with the batch a text was in, and 3 labels of 20,000; without it by 2e-6, none, at the
 * same speed. onnxruntime-node has no option for it, but the libraries read this variable when a session is opened.
 * To be called on the main thread: threads have copies of the environment that libraries do not see.
 */
export function forbidTf32(device: string): void {
  if (device.startsWith('cuda')) process.env.NVIDIA_TF32_OVERRIDE = '0';
}
