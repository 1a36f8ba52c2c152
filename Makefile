# make test     everything that must pass: what .ci/run runs
# make torture  all tests at full size, and with the race detector: longer lists, more histories, ten thousand certificates, a hundred kills
# make browser  the journeys in a real browser alone
# make screenshots  the same, leaving pictures of the pages in screenshots/
# make quick    unit tests of what changed, without the race detector (needs RELEVO_TEST_POSTGRES)
# make bench    journeys against the limits of this machine and the peer, on both databases; some minutes
# make scan     sqlmap and wapiti (Debian packages) against a demonstration on this machine, as each role; half an hour
# make generate templ components and vendored browser files
# make build    one static binary in bin/

GO      ?= go
TEMPL   := $(GO) tool templ
LINT    := $(GO) run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
export GOFLAGS ?= -buildvcs=false

.PHONY: test prepare check short race torture scan browser screenshots quick bench generate build lint format

test: prepare check short race

# What the tests need beside Go: installed from Debian's packages when run as
# root, otherwise named.
prepare:
	@.ci/prepare

# The linters and the compiler keep more in memory here, and collect less often.
check: export GOGC = 400
check:
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { echo "gofmt would change:"; gofmt -l $$(git ls-files '*.go'); exit 1; }
	@.ci/generated
	$(GO) vet ./...
	$(LINT) run

# All tests, on shorter lists than in torture. The journeys in a browser wait more than they reckon: beside two other
# packages both cores have something to do, and as they take longest they come first. check has vetted them already.
short:
	.ci/with-postgres $(GO) test -short -vet=off -timeout 15m -p 3 ./app/e2e ./...

# The race detector, under which everything takes five times as long: where goroutines meet.
# make torture has it for all.
race:
	.ci/with-postgres $(GO) test -race -short -vet=off -timeout 15m ./app/db ./app/jobs ./app/web

torture:
	@.ci/prepare torture
	.ci/with-postgres $(GO) test -timeout 60m -count=1 ./...
	.ci/with-postgres $(GO) test -race -short -timeout 60m $$($(GO) list ./... | grep -v -e /e2e -e /app/demo -e /cmd/relevo)

scan:
	app/hostiletest/scan.sh

browser:
	.ci/with-postgres $(GO) test -short -timeout 10m ./app/e2e

screenshots:
	RELEVO_SCREENSHOTS=$(CURDIR)/screenshots .ci/with-postgres $(GO) test -short -vet=off -timeout 20m -count=1 ./app/e2e

quick:
	$(GO) test ./...

# PostgreSQL keeps what it acknowledges, unlike in tests: durable commits are what is measured.
bench:
	$(GO) run ./cmd/bench --json bench-sqlite.json
	WITH_POSTGRES_DURABLE=1 .ci/with-postgres sh -c '$(GO) run ./cmd/bench --json bench-postgres.json --database-url "$$RELEVO_TEST_POSTGRES"'

generate:
	$(TEMPL) generate -log-level error
	cd app/web && npm ci --ignore-scripts --no-audit --no-fund && npm run --silent vendor

lint:
	$(LINT) run

format:
	gofmt -w $$(git ls-files '*.go')
	$(TEMPL) fmt $$(git ls-files '*.templ')

build:
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags='-s -w' -o bin/relevo ./cmd/relevo
