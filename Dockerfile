# syntax=docker/dockerfile:1
# Two images from the same code:
#   docker build --target cpu  --tag verbatim:cpu .     (also the default)
#   docker build --target cuda --tag verbatim:cuda .    (NVIDIA, x86-64)
# Labels: --build-arg VERSION=1.2.3 --build-arg REVISION="$(git rev-parse HEAD)" --build-arg SOURCE=https://…

FROM node:24-bookworm-slim AS node

FROM node AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY bin/setup.mjs ./bin/setup.mjs
# npm ci refuses a lock file that lacks optional packages of other platforms. npm install uses the locked versions, too.
RUN npm install --omit=dev --no-audit --no-fund && node bin/setup.mjs
# Remove native libraries of other platforms (the image has glibc), and files that only editors and debuggers read.
RUN find node_modules/onnxruntime-node/bin/napi-v6 -mindepth 2 -maxdepth 2 ! -path "*/linux/$(node -p process.arch)" -exec rm -rf {} + \
 && find node_modules/tokenizers -name '*.node' ! -name "*.linux-$(node -p process.arch)-gnu.node" -delete \
 && find node_modules -type f '(' -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' ')' -delete

FROM dependencies AS cuda-dependencies
# .npmrc stops npm from running this script by itself; only this image needs the CUDA libraries.
RUN ONNXRUNTIME_NODE_INSTALL=cuda12 node node_modules/onnxruntime-node/script/install.js \
 && test -s node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime_providers_cuda.so

FROM node AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc tsconfig.json tsconfig.build.json ./
RUN npm install --no-audit --no-fund
COPY release/build.ts ./release/build.ts
COPY src ./src
RUN npm run build

# The CUDA provider of onnxruntime 1.30 needs CUDA 12 and cuDNN 9.
FROM nvidia/cuda:12.8.1-cudnn-runtime-ubuntu24.04 AS cuda
WORKDIR /app
ENV NODE_ENV=production VERBATIM_DEVICE=cuda VERBATIM_HOME=/var/lib/verbatim
RUN install --directory --owner=1000 --group=1000 /var/lib/verbatim
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=cuda-dependencies /app/node_modules ./node_modules
COPY package.json LICENSE NOTICE ./
COPY bin/verbatim.mjs ./bin/verbatim.mjs
COPY migrations ./migrations
COPY models/checks.json ./models/checks.json
COPY models/golden.jsonl ./models/golden.jsonl
COPY models/verbatim-multilingual ./models/verbatim-multilingual
COPY catalogue ./catalogue
COPY examples ./examples
COPY --from=build /app/dist ./dist
ARG VERSION=unknown
ARG REVISION=unknown
ARG SOURCE=
LABEL org.opencontainers.image.title="Verbatim" \
      org.opencontainers.image.description="Batch text analytics for customer feedback" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.source="$SOURCE"
USER 1000:1000
ENTRYPOINT ["node", "--max-semi-space-size=8", "bin/verbatim.mjs"]
CMD ["--help"]

FROM node AS cpu
WORKDIR /app
ENV NODE_ENV=production VERBATIM_HOME=/var/lib/verbatim
RUN install --directory --owner=1000 --group=1000 /var/lib/verbatim
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json LICENSE NOTICE ./
COPY bin/verbatim.mjs ./bin/verbatim.mjs
COPY migrations ./migrations
COPY models/checks.json ./models/checks.json
COPY models/golden.jsonl ./models/golden.jsonl
COPY models/verbatim-multilingual ./models/verbatim-multilingual
COPY catalogue ./catalogue
COPY examples ./examples
COPY --from=build /app/dist ./dist
ARG VERSION=unknown
ARG REVISION=unknown
ARG SOURCE=
LABEL org.opencontainers.image.title="Verbatim" \
      org.opencontainers.image.description="Batch text analytics for customer feedback" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.source="$SOURCE"
USER 1000:1000
ENTRYPOINT ["node", "--max-semi-space-size=8", "bin/verbatim.mjs"]
CMD ["--help"]
