# terraform show -json tfplan | docker run --rm -i --env-file credentials iacmx check -
FROM python:3.13.13-slim-bookworm AS build
ARG EXTRAS=""
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /source
COPY . .
# Compiled here: whoever runs it can't write into it.
RUN python -m venv /opt/iacmx \
    && /opt/iacmx/bin/python -m pip install --constraint constraints.txt ".${EXTRAS:+[$EXTRAS]}" \
    && /opt/iacmx/bin/python -m pip uninstall --yes --quiet pip \
    && python -m compileall -q /opt/iacmx

FROM python:3.13.13-slim-bookworm
COPY --from=build /opt/iacmx /opt/iacmx
RUN useradd --uid 10001 --create-home iacmx
ENV PATH="/opt/iacmx/bin:$PATH"
USER 10001:10001
WORKDIR /work
ENTRYPOINT ["iacmx"]
CMD ["--help"]
