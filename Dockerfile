# The desk with its contracts compiled. Nothing secret is in it: keys and addresses come by environment (config/README.md).
FROM node:20-slim AS built
WORKDIR /desk
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts
COPY . .
RUN npm run build

FROM node:20-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
WORKDIR /desk
RUN mkdir /data && chown node:node /data
COPY --from=built --chown=node:node /desk /desk
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:3000/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "config/start.mjs"]
