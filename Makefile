# make run starts the portal with demonstration data; make test runs every test. Nothing else needs to be set up.
# Needs Go 1.26 and, for the UI, Node 20 or newer. No C compiler.

SHELL := /bin/bash
.DEFAULT_GOAL := help
export CGO_ENABLED = 0

UI := frontend-static
MODULES = $(shell git ls-files '*go.mod' 2>/dev/null || echo go.mod)
UI_SOURCES = $(shell find $(UI)/src $(UI)/public $(UI)/scripts $(UI)/index.html $(UI)/package-lock.json $(UI)/vite.config.ts -type f 2>/dev/null)

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

run: build ## build what changed and start the portal with demonstration data on http://127.0.0.1:8080
	@exec ./bin/portal serve --demo

test: ## every test: Go (all modules), then the UI's unit tests
	@.ci/test $(GOTEST)
	@$(MAKE) --no-print-directory ui-test

build: ## bin/portal with the UI inside; UI and server are built at the same time
	@mkdir -p bin; $(MAKE) -j2 --no-print-directory ui server-parts
	@go build -trimpath -o bin/portal ./cmd/portal

server-parts:
	@echo "server: compiling (the first time takes a minute or two)"; go build -trimpath ./backend/... && echo "server: compiled"

ui: $(UI)/dist/index.html

$(UI)/dist/index.html: $(UI_SOURCES)
	@if command -v npm >/dev/null 2>&1; then \
	  cd $(UI) && { [ -d node_modules ] && [ node_modules -nt package-lock.json ] || { echo "ui: installing packages"; npm ci --include=dev --no-audit --no-fund --loglevel=error && touch node_modules; }; } \
	  && echo "ui: building" && npm run --silent build && echo "ui: built"; \
	else echo "ui: npm is not installed; the server will show its plain pages and say how to build the UI"; fi

ui-deps:
	@cd $(UI) && { [ -d node_modules ] && [ node_modules -nt package-lock.json ] || { npm ci --include=dev --no-audit --no-fund --loglevel=error && touch node_modules; }; }

ui-test:
	@if command -v npm >/dev/null 2>&1; then $(MAKE) --no-print-directory ui-deps && cd $(UI) && npm test --silent; \
	else echo "npm is not installed: the UI's unit tests were not run"; fi

tour: build ## play the ten scenes of the demonstration over HTTP
	@./bin/portal tour

run-mongo-demo: build ## the whole portal on MongoDB's wire protocol (FerretDB in a process beside it), 100 experts
	@cd backend/store/mongo/ferrettest && go build -o ../../../../bin/ferretdemo ./cmd/ferretdemo
	@exec ./bin/ferretdemo -dir ./data/mongo-demo/ferretdb -- ./bin/portal serve --demo --demo-experts 100 --store mongodb --data ./data/mongo-demo

up: .env ## the demonstration with MongoDB and Meilisearch, in containers, on http://127.0.0.1:8080
	@docker compose up --build --detach --wait && docker compose logs portal

down: ## stop the containers; the data stays
	@docker compose down

.env:
	@umask 077; secret() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }; \
	printf 'MONGODB_PASSWORD=%s\nMEILI_MASTER_KEY=%s\n' "$$(secret)" "$$(secret)" > $@; echo "wrote $@ with two random secrets"

journeys: build ## the browser journeys, in Chromium
	@cd $(UI) && npm run --silent journeys

race: ## the Go tests under the race detector; needs a C compiler
	@CGO_ENABLED=1 go test -race -short -timeout 45m ./...

vet: ## go vet in every module
	@set -e; for m in $(MODULES); do (cd $$(dirname $$m) && go vet ./...); done

lint: vet ui-deps ## vet, golangci-lint, vue-tsc, ESLint
	@set -e; for m in $(MODULES); do (cd $$(dirname $$m) && golangci-lint run ./...); done
	@cd $(UI) && npm run --silent check && npm run --silent lint

api-types: build ## the UI's types from the API document
	@./bin/portal openapi > $(UI)/src/shared/api/openapi.json && cd $(UI) && npm run --silent types

check: lint test race journeys ## exactly what CI runs

clean: ## forget what was built (the data stays)
	@rm -rf bin $(UI)/dist/* $(UI)/node_modules

.PHONY: help run test build server-parts ui ui-deps ui-test tour run-mongo-demo up down journeys race vet lint api-types check clean
