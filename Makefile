# `make run` and `make test` are all one needs; `make help` lists the rest.
# Every path is relative: a clone may lie in a folder of any name.

.DEFAULT_GOAL := help
.PHONY: help run test quick thorough walks check house fix migrations freeze-migrations dump-release workflows demo bench bench-bulk bench-checkup bench-clock bench-demo bench-papers bench-peers branches mutants lock ready ready-test ready-dev clean bench-ledger bench-scale bench-sweeps bench-visitors bench-giant bench-steps bench-said

# The machine's Python, only to make .venv; everything else runs in there. The distribution's own comes first: it is
# compiled with its profile, a Python that was built by hand mostly is not, and then all of this is a quarter slower.
PYTHON ?= $(shell for p in /usr/bin/python3 python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PY := .venv/bin/python
# Runs a command with the project's database up.
WITH_DATABASE := $(PY) -m setup.postgres with

# Where it is set, as in many containers, every process compiles all of the project anew: a second for each.
unexport PYTHONDONTWRITEBYTECODE

# Fonts and, without root, libraries of WeasyPrint: read once, when a process starts.
VAR := $(or $(MEDIATION_VAR),$(CURDIR)/var)
export FONTCONFIG_FILE := $(VAR)/fonts/fonts.conf
export LD_LIBRARY_PATH := $(VAR)/libraries$(if $(LD_LIBRARY_PATH),:$(LD_LIBRARY_PATH))
# Three processes on two cores: where one waits for a browser or a killed worker, another goes on. Who has done its own takes
# over half of what another still has.
PROCESSES := -n 3 --dist worksteal
export OUT ?= var/demo
export PORT ?= 8000

help: ## 列出所有命令 / list every command
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' Makefile

run: ready ## 安装所需并启动系统 / install what is needed and start everything (PORT=8000)
	@exec $(PY) -m setup.serve

test: ready-test ## 安装所需并跑全部测试 / install what is needed and run all tests (ARGS='-k hearing')
	@exec $(PY) -m pytest $(PROCESSES) $(ARGS)

quick: ready-test ## 快速测试：不含浏览器、故障和打印 / all tests but browser, faults and printing
	@exec $(PY) -m pytest $(PROCESSES) --ignore=tests/journeys -m "not browser and not faults and not printing" $(ARGS)

thorough: ready-test ## 全面测试：抽样的部分全部跑 / all tests, and whole what is otherwise a slice
	@THOROUGH=1 exec $(PY) -m pytest $(PROCESSES) $(ARGS)

walks: ready-test ## 每个地址、每种关系都走一遍，打印到 docs/walks.md / every route in every relation, printed
	@THOROUGH=1 WALKS=docs/walks.md exec $(PY) -m pytest -q tests/web/test_walks.py

check: ready-dev ## 静态检查：风格、分层、类型、模板、迁移 / style, layers, types, templates, migrations
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -c 'from importlinter.cli import lint_imports_command as go; go()' --no-logo
	$(PY) -m mypy
	if [ -n "$$(find templates -name '*.html')" ]; then $(PY) -m djlint --quiet --lint templates; fi
	$(WITH_DATABASE) manage.py check --fail-level WARNING
	$(WITH_DATABASE) manage.py makemigrations --check --dry-run
	$(WITH_DATABASE) manage.py freeze_migrations --check
	$(WITH_DATABASE) manage.py print_workflows --check
	$(WITH_DATABASE) manage.py print_steps --check
	$(WITH_DATABASE) manage.py print_models --check
	$(MAKE) --no-print-directory branches

house: ready ## 房间、大小、循环、分层：本项目自己量 / rooms, sizes, circles, layers, measured by the project itself
	@$(PY) -m setup.house

fix: ready-dev ## 自动修正风格 / mend style where a tool can
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

migrations: ready-dev ## 由模型生成迁移 / write migrations from the models (NAME=what_it_does)
	$(WITH_DATABASE) manage.py makemigrations mediation $(if $(NAME),--name $(NAME))

freeze-migrations: ready-dev ## 发布时固定迁移文件 / a release: its migrations are never edited again
	$(WITH_DATABASE) manage.py freeze_migrations

dump-release: ready-dev ## 演示各情景并存为升级测试的数据库 / fill a database for the upgrade test (RELEASE=0.2.0)
	$(WITH_DATABASE) -m tests.upgrades.releases $(RELEASE)

workflows: ready-dev ## 由代码打印流程图 / print docs/workflows from the declarations
	$(WITH_DATABASE) manage.py print_workflows
	$(WITH_DATABASE) manage.py print_steps
	$(WITH_DATABASE) manage.py print_models

demo: ready ## 演示各情景，输出到 OUT / play the scenarios, papers and logs go to OUT=DIR
	@$(WITH_DATABASE) manage.py play --out "$$OUT"

bench: ready-dev ## 性能测量 / measure speed
	@for file in bench/*.py; do $(WITH_DATABASE) "$$file" || exit 1; done

bench-ledger: ready-dev ## 办理记录的核对速度 / measure how fast the ledger is verified
	@$(WITH_DATABASE) bench/ledger.py

bench-scale: ready-dev ## 全省的数据量下各页的开销 / what pages cost with a province's data (N=20000, ARGS='--only search')
	@$(WITH_DATABASE) -m bench.scale $(or $(N),20000) $(ARGS)

bench-visitors: ready-dev ## 一人和十六人同时用网站时各页多久 / pages over HTTP by one visitor and by sixteen (N=20000)
	@$(WITH_DATABASE) -m bench.scale $(or $(N),20000) --visitors 5 $(ARGS)

bench-sweeps: ready-dev ## 后台任务逐项查看到期事项的开销 / what the worker's sweeps read with a province's data (N=20000)
	@$(WITH_DATABASE) -m bench.scale $(or $(N),20000) --sweeps

bench-giant: ready-dev ## 五千人、两千份文书、一万条记录的一件事项 / one matter of 5,000 people, 2,000 papers, 10,000 records
	@$(WITH_DATABASE) -m bench.giant $(ARGS)

bench-steps: ready-dev ## 一步的开销，与裸写一行对照 / what a step costs, beside a bare update of one row
	@$(WITH_DATABASE) bench/steps.py $(ARGS)

bench-said: ready-dev ## 听证中存入一条发言的开销，第一条和第五百条 / what keeping one utterance of a hearing costs, the first and the 500th
	@$(WITH_DATABASE) bench/said.py

bench-clock: ready-dev ## 期限引擎的性能 / measure statutory time
	@$(WITH_DATABASE) bench/clock.py

bench-demo: ready-dev ## 演示各情景的处理器时间，以及用在哪里 / processor time of the demo and where it goes
	@$(WITH_DATABASE) bench/demo.py

bench-papers: ready-dev ## 文书排版的性能，与同类工具对照 / measure papers beside their peers
	@$(PY) bench/papers.py $(ARGS)

bench-bulk: ready-dev ## 批量签发的性能，兼看网站响应 / measure bulk issue and the site meanwhile (ARGS=100)
	@$(WITH_DATABASE) bench/bulk.py $(ARGS)

bench-peers: ready-dev ## 安装对照用的工具 / install what bench-papers compares with
	@$(PY) -m setup.venv peers
	@$(PY) -m setup.peers

bench-checkup: ready-test ## 文书体检：有错的和没有错的文书各试一遍 / the check-up on seeded faulty and sound drafts
	@$(PY) -m pytest -q -p no:cacheprovider tests/documents/papers/test_checkup.py

branches: ready-dev ## 期限引擎的分支覆盖须为100% / every branch of statutory time is tested
	@$(PY) -m coverage run --source=mediation.timelimits -m pytest -q -p no:cacheprovider tests/timelimits
	@$(PY) -m coverage report --fail-under=100

mutants: ready-dev ## 期限引擎的变异测试，不低于90% / mutation score of statutory time, at least 90 %
	@$(PY) -m setup.mutants

lock: ready-dev ## 重新锁定依赖 / lock requirements/*.in anew
	@for kind in run test dev peers; do (cd requirements && ../$(PY) -m uv pip compile --quiet --universal \
		--python-version 3.11 --generate-hashes --no-header --no-annotate $$kind.in -o $$kind.txt) || exit 1; done

clean: ## 删去缓存（不动数据）/ remove caches, never data
	rm -rf .venv .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis htmlcov mutants .coverage var/cache
	find mediation setup tests bench -name __pycache__ -prune -exec rm -rf {} +

ready: ## 只安装，不启动 / install only
	@if [ -z "$(PYTHON)" ]; then echo "需要 Python ≥ 3.11：请安装 python3 / Python 3.11 or newer is needed"; exit 1; fi
	@$(PYTHON) -m setup.venv run
	@$(PY) -m setup.libraries
	@$(PY) -m setup.fonts
	@$(PY) -m babel.messages.frontend compile -d locale -D django 2>/dev/null

ready-test: ready ## 只安装测试所需 / install what tests need
	@$(PY) -m setup.venv test
	@$(PY) -m setup.programs

ready-dev: ready ## 只安装开发所需 / install what development needs
	@$(PY) -m setup.venv dev
