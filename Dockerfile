# One image for every process of Atrium; docker-compose.yml says which is which.

FROM node:22-bookworm-slim AS assets
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY assets assets
COPY templates templates
COPY tenants tenants
COPY shared_apps shared_apps
COPY tenant_apps tenant_apps
RUN npm run build

FROM python:3.11-slim-bookworm AS packages
WORKDIR /requirements
COPY requirements ./
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r bootstrap.txt \
    && /opt/venv/bin/uv pip install --no-cache --compile-bytecode --python /opt/venv/bin/python \
        --require-hashes -r base.txt -r ops.txt

FROM python:3.11-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings \
    ATRIUM_ENV=production \
    ATRIUM_VAR_DIR=/run/atrium \
    ATRIUM_STATIC_ROOT=/srv/static \
    ATRIUM_MEDIA_ROOT=/srv/media \
    PROMETHEUS_MULTIPROC_DIR=/run/atrium/metrics
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin atrium \
    && install -d -o atrium -g atrium /run/atrium /srv/static /srv/media /srv/certificates
WORKDIR /app
COPY --from=packages /opt/venv /opt/venv
COPY manage.py ./
COPY config config
COPY deploy deploy
COPY tenants tenants
COPY shared_apps shared_apps
COPY tenant_apps tenant_apps
COPY templates templates
COPY static static
COPY --from=assets /app/static/dist static/dist
# The values only satisfy the settings; nothing is connected to and nothing of them is kept.
RUN python -m compileall -q . \
    && ATRIUM_SECRET_KEY=only-while-building ATRIUM_BASE_DOMAIN=build.invalid \
       DATABASE_URL=postgres://build:build@build.invalid/build VALKEY_URL=redis://build.invalid \
       python manage.py collectstatic --noinput -v0
USER atrium
EXPOSE 8001 8002 80 443
CMD ["python", "-m", "config.serve", "web", "--host=0.0.0.0", "--port=8001"]
