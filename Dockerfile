# Patkeeper as a container. Build it in a checkout: docker build -t patkeeper .
# What it needs to run is in docs/operation.md, and deploy/ has it for Compose and Kubernetes.

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts ./scripts
COPY manifest ./manifest
COPY cards ./cards
COPY src ./src
RUN npm run build

FROM node:24-bookworm-slim
ENV NODE_ENV=production
# Everything that Patkeeper writes is in here. The rest of the file system may be read-only.
ENV DATA_DIR=/data
RUN install -d -m 0700 -o node -g node /data
WORKDIR /app
COPY --from=build /app/dist ./dist
# By number, so that Kubernetes can see that it isn't root.
USER 1000:1000
VOLUME /data
EXPOSE 3978 3979
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 3978) + '/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/app/dist/patkeeper.js"]
CMD ["serve"]
