# 巾帼群助手。两条命令：make demo（试用）、make test（全部检查）。
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
.DEFAULT_GOAL := help
.PHONY: help setup demo chat test test-setup bench check lint types contracts lock clean

help: ## 列出全部命令
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/	/'

# --- set-up: one stamp a lock file; every other target does it first -------
$(VENV)/ready: requirements.lock pyproject.toml bin/setup.sh
	@sh bin/setup.sh $(PYTHON) $(VENV)

setup: $(VENV)/ready ## 建好 .venv，里面有 jinguo 命令（不需要 root）

$(VENV)/ready-dev: requirements-dev.lock $(VENV)/ready
	@echo "正在安装测试用的软件包……"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.lock
	@touch $@

demo: setup ## 试用：本机网页上的三个工作群
	@exec $(BIN)/jinguo demo

chat: setup ## 在终端里试用
	@exec $(BIN)/jinguo chat
