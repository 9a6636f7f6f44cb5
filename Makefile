# 巾帼群助手。两条命令：make demo（试用）、make test（全部检查）。其余见 make help。
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input
GATEWAY := tests/gateway/node_modules
AIBOT := tests/wecom/sdk/node_modules
OFFICE := libreoffice-calc-nogui libreoffice-writer-nogui
LOCKED := --require-hashes --no-deps
CHROMIUM ?= $(shell command -v chromium 2>/dev/null || echo /usr/bin/chromium)
export CHROMIUM
SOFFICE ?= $(shell command -v soffice 2>/dev/null || echo /usr/bin/soffice)
export SOFFICE
.DEFAULT_GOAL := help
.PHONY: help setup demo chat test test-setup gateway-setup tests check lint types contracts coverage bench lock clean

help: ## 列出全部命令
	@grep -hE '^[a-z-]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/^([a-z-]+):.*## /make \1\t/' | expand -t 20

# --- 安装：其余命令都先做这一步，不需要 root -----------------------------------------------

setup: $(VENV)/ready ## 在 .venv 里装好 jinguo 命令（版本锁定，不需要 root）

$(VENV)/ready: requirements.lock pyproject.toml
	@if [ -z "$(PYTHON)" ]; then \
	  echo "需要 Python 3.11 或更新的版本，这台机器上没有找到。Debian/Ubuntu：sudo apt install python3 python3-venv；或用 make setup PYTHON=/路径/python3.12 指明。" >&2; exit 1; fi
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "需要 Python 3.11 或更新的版本，$(PYTHON) 太旧。请用 make setup PYTHON=/路径/python3.12 指明新的。" >&2; exit 1; }
	@echo "正在准备运行环境（第一次约一分钟）……"
	@$(PYTHON) -m venv $(VENV) || { echo "建不了 .venv：请检查文件夹能否写入；Debian/Ubuntu 还需要 sudo apt install python3-venv。" >&2; exit 1; }
	@$(PIP) $(LOCKED) -r requirements.lock || { echo "软件包没有装上：请检查网络（或 pip 的镜像设置）后重试。" >&2; exit 1; }
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup ## 试用：打开本机网页上的三个工作群
	@exec $(BIN)/jinguo demo

chat: setup ## 在终端里试用
	@exec $(BIN)/jinguo chat

# --- 检查 -----------------------------------------------------------------------------------

$(VENV)/ready-dev: requirements-dev.lock $(VENV)/ready
	@echo "正在安装检查用的软件包……"
	@$(PIP) $(LOCKED) -r requirements-dev.lock
	@touch $@

test-setup: gateway-setup
	@[ -x "$(CHROMIUM)" ] || { [ "$$(id -u)" = 0 ] && { \
	  echo "正在安装 Chromium……"; apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; }; } || { \
	  echo "网页测试需要 Chromium，请先运行：sudo apt-get update && sudo apt-get install -y chromium" >&2; exit 1; }
	@[ -x "$(SOFFICE)" ] || { [ "$$(id -u)" = 0 ] && { \
	  echo "正在安装 LibreOffice（表格和文字，不带界面）……"; apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(OFFICE) >/dev/null; }; } || { \
	  echo "表格测试需要 LibreOffice，请先运行：sudo apt-get update && sudo apt-get install -y --no-install-recommends $(OFFICE)" >&2; exit 1; }

gateway-setup: $(VENV)/ready-dev
	@command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 || { [ "$$(id -u)" = 0 ] && { \
	  echo "正在安装 Node.js……"; apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq nodejs npm >/dev/null; }; } || { \
	  echo "真网关需要 Node.js 18 或更新的版本和 npm，请先运行：sudo apt-get update && sudo apt-get install -y nodejs npm" >&2; exit 1; }
	@node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 18 ? 1 : 0)' || { \
	  echo "真网关需要 Node.js 18 或更新的版本，现在是 $$(node --version)。" >&2; exit 1; }
	@$(MAKE) --no-print-directory $(GATEWAY)/ready $(AIBOT)/ready

$(AIBOT)/ready: tests/wecom/sdk/package-lock.json
	@echo "正在安装企业微信的 SDK（只用于测试）……"
	@cd tests/wecom/sdk && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error || { echo "企业微信的 SDK 没有装上：请检查网络（或 npm 的镜像设置）后重试。" >&2; exit 1; }
	@touch $@

$(GATEWAY)/ready: tests/gateway/package-lock.json
	@echo "正在安装测试用的网关……"
	@cd tests/gateway && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error || { echo "网关的软件包没有装上：请检查网络（或 npm 的镜像设置）后重试。" >&2; exit 1; }
	@touch $@

test: test-setup check tests ## 全部检查和测试（与 CI 相同；root 时会安装 Debian 的 chromium、nodejs、libreoffice）

check: lint types contracts ## 代码规范、类型、模块之间的方向

lint: $(VENV)/ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/ready-dev
	$(BIN)/mypy

contracts: $(VENV)/ready-dev
	$(BIN)/lint-imports --no-logo

tests: test-setup
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest
	$(BIN)/coverage report

bench: gateway-setup ## 速度和内存（并排比较，取中位数）
	$(BIN)/python -m bench

# --- 维护 -----------------------------------------------------------------------------------

lock: $(VENV)/ready-dev ## 按 pyproject.toml 重新锁定版本（3.11–3.13 通用）
	$(PIP) uv
	$(BIN)/uv pip compile pyproject.toml --group build $(UV_COMPILE) -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group dev $(UV_COMPILE) -o requirements-dev.lock

UV_COMPILE := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --quiet --upgrade

clean: ## 删除运行环境和缓存（不动 data/）
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage build
