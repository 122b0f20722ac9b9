# The portal in an image that holds the one binary, the certificates and time zones it needs, and a wget for its health check.

FROM --platform=$BUILDPLATFORM node:22-bookworm-slim AS ui
# Registries of one's own, where the usual ones can't be reached; empty: the usual ones.
ARG NPM_REGISTRY=
WORKDIR /src/frontend-static
COPY frontend-static/package.json frontend-static/package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci --include=dev --no-audit --no-fund ${NPM_REGISTRY:+--registry="$NPM_REGISTRY"}
COPY frontend-static ./
RUN npm run build

FROM --platform=$BUILDPLATFORM golang:1.26-bookworm AS server
ARG GOPROXY=
ARG TARGETOS
ARG TARGETARCH
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY backend backend
COPY cmd cmd
COPY config config
COPY seed seed
COPY frontend-static/*.go frontend-static/
COPY --from=ui /src/frontend-static/dist frontend-static/dist
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 GOOS="$TARGETOS" GOARCH="$TARGETARCH" go build -trimpath -ldflags="-s -w" -o /out/portal ./cmd/portal \
    && mkdir /out/data

# busybox answers to the name it is called by, so its one file is the wget.
FROM busybox:1.37-musl AS tools

# From nothing, so that there is no system beside the binary to keep patched.
FROM scratch
COPY --from=server /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=server /usr/local/go/lib/time/zoneinfo.zip /usr/local/share/zoneinfo.zip
COPY --from=tools /bin/busybox /bin/wget
COPY --from=server /out/portal /usr/local/bin/portal
COPY --from=server --chown=65532:65532 --chmod=0700 /out/data /data
ENV ZONEINFO=/usr/local/share/zoneinfo.zip TALENTCIRCLE_DATA=/data TALENTCIRCLE_LISTEN=0.0.0.0:8080
USER 65532:65532
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=5s --start-period=120s CMD ["/bin/wget", "-q", "-T", "4", "-O", "/dev/null", "http://127.0.0.1:8080/readyz"]
ENTRYPOINT ["/usr/local/bin/portal"]
CMD ["serve"]
