# syntax=docker/dockerfile:1
# Two images of the same code:
#   docker build --target cpu  --tag verbatim:cpu .     (also the default)
#   docker build --target cuda --tag verbatim:cuda .    (NVIDIA, x86-64)

FROM node:24-bookworm-slim AS node

FROM node AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY bin/setup.mjs ./bin/setup.mjs
# Not npm ci: it refuses a lock file that lacks optional packages of other platforms. The versions are those of
# the lock file all the same. A Linux image does not want onnxruntime's libraries for macOS and Windows.
RUN npm install --omit=dev --no-audit --no-fund && node bin/setup.mjs \
 && rm -rf node_modules/onnxruntime-node/bin/napi-v6/darwin node_modules/onnxruntime-node/bin/napi-v6/win32

FROM dependencies AS cuda-dependencies
# .npmrc keeps npm from running this script by itself; only this image wants the CUDA libraries.
RUN ONNXRUNTIME_NODE_INSTALL=cuda12 node node_modules/onnxruntime-node/script/install.js \
 && test -s node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime_providers_cuda.so

# onnxruntime 1.30's CUDA provider wants CUDA 12 and cuDNN 9.
FROM nvidia/cuda:12.8.1-cudnn-runtime-ubuntu24.04 AS cuda
WORKDIR /app
ENV NODE_ENV=production VERBATIM_DEVICE=cuda VERBATIM_HOME=/var/lib/verbatim
RUN install --directory --owner=1000 --group=1000 /var/lib/verbatim
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=cuda-dependencies /app/node_modules ./node_modules
COPY package.json LICENSE NOTICE ./
COPY bin ./bin
COPY migrations ./migrations
COPY models ./models
COPY examples ./examples
COPY src ./src
USER 1000:1000
ENTRYPOINT ["node", "--max-semi-space-size=8", "bin/verbatim.mjs"]
CMD ["--help"]

FROM node AS cpu
WORKDIR /app
ENV NODE_ENV=production VERBATIM_HOME=/var/lib/verbatim
RUN install --directory --owner=1000 --group=1000 /var/lib/verbatim
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json LICENSE NOTICE ./
COPY bin ./bin
COPY migrations ./migrations
COPY models ./models
COPY examples ./examples
COPY src ./src
USER 1000:1000
ENTRYPOINT ["node", "--max-semi-space-size=8", "bin/verbatim.mjs"]
CMD ["--help"]
