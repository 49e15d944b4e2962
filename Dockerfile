# Two stages: what builds stays behind, what runs is Python, the locked packages and the program.
FROM python:3.12-slim AS packages
COPY requirements.lock /tmp/
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r /tmp/requirements.lock \
    && /venv/bin/pip uninstall --yes pip

FROM python:3.12-slim
RUN useradd --system --uid 10001 --home-dir /app bot && install -d -o bot /app/data
COPY --from=packages /venv /venv
COPY bot /app/bot
COPY avito /app/avito
COPY ai /app/ai
COPY db /app/db
COPY scheduler /app/scheduler
WORKDIR /app
USER bot
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 DATA_DIR=/app/data
VOLUME /app/data
STOPSIGNAL SIGTERM
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
