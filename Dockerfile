# The image of every process of the service: web, worker, sealer, beat, and the one that migrates.
# A digest can be pinned by building with --build-arg PYTHON_IMAGE=python:3.11-slim-bookworm@sha256:… (docs/deployment.md).
ARG NODE_IMAGE=node:24-bookworm
ARG PYTHON_IMAGE=python:3.11-slim-bookworm

# Style sheets and scripts, from our sources and the locked npm packages.
FROM ${NODE_IMAGE} AS assets
WORKDIR /build
COPY package.json package-lock.json ./
COPY assets assets
COPY script/local_service script/local_service
RUN PYTHONPATH=script python3 -m local_service.assets

# The locked packages: each by its hash, none of them built here.
FROM ${PYTHON_IMAGE} AS packages
RUN python -m venv --without-pip /opt/sendiass
COPY requirements/runtime.lock ./
RUN pip --disable-pip-version-check --no-cache-dir --python /opt/sendiass/bin/python install \
    --require-hashes --no-deps --only-binary :all: --requirement runtime.lock

# What the web process gives out as it is, under names that change with their content.
FROM packages AS static
WORKDIR /srv/sendiass
COPY manage.py ./
COPY sendiass sendiass
COPY cases cases
COPY consent consent
COPY feedback feedback
COPY governance governance
COPY --from=assets /build/static_build static_build
# No value here is used for anything but starting the command: it opens no connection and no key.
RUN SECRET_KEY=of-this-step-alone SERVICE_PROFILE=leicester KEK_FILE=/nowhere EMAIL_URL=file:/nowhere \
    DATABASE_URL=postgresql://nobody@nowhere/none KEYS_DATABASE_URL=postgresql://nobody@nowhere/none \
    REDIS_URL=redis://nowhere/0 /opt/sendiass/bin/python manage.py collectstatic --noinput --verbosity 0

FROM ${PYTHON_IMAGE}
# Pango and faces for names in any script: WeasyPrint draws letters with them.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
    fonts-liberation fonts-noto-core libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && rm -rf /usr/local/lib/python3.11/site-packages/pip* /usr/local/bin/pip*
RUN groupadd --gid 10001 sendiass \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin sendiass \
    && install --directory --owner 10001 --group 10001 --mode 0700 /var/lib/sendiass /var/lib/sendiass-heads /var/lib/sendiass-mailboxes
ENV PATH=/opt/sendiass/bin:$PATH \
    DJANGO_SETTINGS_MODULE=sendiass.settings \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    STATE_DIR=/var/lib/sendiass
WORKDIR /srv/sendiass
COPY --from=packages /opt/sendiass /opt/sendiass
COPY --from=static /srv/sendiass/staticfiles staticfiles
COPY manage.py ./
COPY deploy/image/healthy /usr/local/bin/healthy
COPY sendiass sendiass
COPY cases cases
COPY consent consent
COPY feedback feedback
COPY governance governance
RUN python -m compileall -q /srv/sendiass
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=10s --start-period=60s --retries=4 CMD ["healthy", "web"]
CMD ["gunicorn", "sendiass.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--worker-class", "gthread", \
    "--threads", "4", "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--log-level", "warning", \
    "--max-requests", "5000", "--max-requests-jitter", "500"]
