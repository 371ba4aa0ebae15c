# One image for web, worker and beat.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1

# Documents: Pango, and fonts with Cyrillic letters.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-liberation fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /portal
COPY requirements/base.txt requirements/
RUN pip install --require-hashes -r requirements/base.txt

COPY . .
# The key here only lets the settings load; it is not kept in the image.
RUN pybabel -q compile -D django -d locale \
    && SECRET_KEY=build DEMO=1 python manage.py collectstatic --no-input --verbosity 0 \
    && useradd --system --no-create-home portal \
    && mkdir -p var/media var/beat \
    && chown -R portal var/media var/beat

USER portal
EXPOSE 8000
CMD ["gunicorn", "navigator.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--threads", "4"]
