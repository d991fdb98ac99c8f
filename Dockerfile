# One image for every process; the command chooses which: serve, worker, scheduler, projector, migrate, mailcatcher.

FROM node:24-bookworm-slim AS frontend
WORKDIR /frontend
COPY services/web/frontend/package.json services/web/frontend/package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --create-home samson \
    && install -d -o samson /mail
WORKDIR /app
COPY locks/runtime.txt locks/runtime.txt
RUN pip install --no-cache-dir --require-hashes -r locks/runtime.txt
COPY domain domain
COPY infra infra
COPY projections projections
COPY services services
COPY workers workers
COPY --from=frontend /frontend/node_modules services/web/frontend/node_modules
RUN python -m compileall -q .
ENV SAMSON_MODE=hosted PYTHONUNBUFFERED=1
USER samson
ENTRYPOINT ["python", "-m", "services.cli.main"]
CMD ["--help"]
