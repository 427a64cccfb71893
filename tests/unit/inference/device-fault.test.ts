import { expect, test } from 'vitest';
import { deviceFault } from '../../../src/inference/session/device-fault.ts';

// As onnxruntime 1.30 said them on a machine with one H200, and on one without CUDA.
const ORDINAL =
  '/onnxruntime_src/onnxruntime/core/providers/cuda/cuda_call.cc:154 std::conditional_t<THRW, void, onnxruntime::common::Status> onnxruntime::CudaCall(ERRTYPE, const char*, const char*, SUCCTYPE, const char*, const char*, int) [with ERRTYPE = cudaError; bool THRW = true; SUCCTYPE = cudaError; std::conditional_t<THRW, void, common::Status> = void] /onnxruntime_src/onnxruntime/core/providers/cuda/cuda_call.cc:146 std::conditional_t<THRW, void, onnxruntime::common::Status> onnxruntime::CudaCall(ERRTYPE, const char*, const char*, SUCCTYPE, const char*, const char*, int) [with ERRTYPE = cudaError; bool THRW = true; SUCCTYPE = cudaError; std::conditional_t<THRW, void, common::Status> = void] CUDA failure 101: invalid device ordinal ; GPU=0 ; hostname=worker ; file=/onnxruntime_src/onnxruntime/core/providers/cuda/cuda_execution_provider.cc ; line=282 ; expr=cudaSetDevice(info_.device_id); ';
const LIBRARY =
  '/onnxruntime_src/onnxruntime/core/session/provider_bridge_ort.cc:2280 onnxruntime::Provider& onnxruntime::ProviderLibrary::Get() [ONNXRuntimeError] : 1 : FAIL : Failed to load library libonnxruntime_providers_cuda.so with error: libcublasLt.so.12: cannot open shared object file: No such file or directory';

test('what CUDA says is found in the C++ around it', () => {
  expect(deviceFault(ORDINAL)).toBe('CUDA failure 101: invalid device ordinal');
  expect(deviceFault(LIBRARY)).toBe('libcublasLt.so.12: cannot open shared object file');
  expect(deviceFault('x CUBLAS failure 3: the resource allocation failed ; GPU=0 ; y')).toBe(
    'too little of its memory is free (CUBLAS failure 3: the resource allocation failed)',
  );
  expect(deviceFault('no such thing')).toBe('no such thing');
});
