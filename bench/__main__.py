"""`python -m bench`: figures as medians of interleaved rounds, JSON lines on standard output, a table on standard error."""

from __future__ import annotations

import argparse
import sys

from bench.crash import crash_round
from bench.drawing import drawing_round
from bench.fanout import fanout_round
from bench.fuzz import fuzz_round
from bench.gateway import gateway_memory_round, gateway_round
from bench.harness import FULL, QUICK, Bench, measure, report
from bench.language import language_round
from bench.memory import memory_round
from bench.peers import peers_round
from bench.replay import replay_round
from bench.sends import sends_round
from bench.signups import signups_round
from bench.startup import startup_round
from bench.talk import talk_round
from bench.totals import totals_round

BENCHES = (
    Bench("talk", talk_round),
    Bench("signups", signups_round),
    Bench("drawing", drawing_round, once=True),
    Bench("startup", startup_round),
    Bench("replay", replay_round),
    Bench("fanout", fanout_round, once=True),
    Bench("crash", crash_round, once=True),
    Bench("totals", totals_round, once=True),
    Bench("memory", memory_round, once=True),
    Bench("gateway", gateway_round),
    Bench("sends", sends_round),
    Bench("wechaty", peers_round),
    Bench("gateway-memory", gateway_memory_round, once=True),
    Bench("language", language_round, once=True),
    Bench("fuzz", fuzz_round, once=True),
)


def main() -> None:
    """Measure what was asked for."""
    names = [bench.name for bench in BENCHES]
    parser = argparse.ArgumentParser(prog="python -m bench", description="测量速度、内存、启动时间，听懂得准不准")
    parser.add_argument("--quick", action="store_true", help="短一些：一分钟左右")
    parser.add_argument("--only", action="append", choices=names, help="只测这一项，可以写几次")
    options = parser.parse_args()
    chosen = [bench for bench in BENCHES if not options.only or bench.name in options.only]
    report(measure(chosen, QUICK if options.quick else FULL), sys.stdout, sys.stderr)


if __name__ == "__main__":
    main()
