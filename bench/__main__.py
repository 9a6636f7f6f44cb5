"""`python -m bench`: figures as medians of interleaved rounds, JSON lines on standard output, a table on standard error."""

from __future__ import annotations

import argparse
import sys

from bench.harness import FULL, QUICK, Bench, measure, report
from bench.memory import memory_round
from bench.replay import replay_round
from bench.signups import signups_round
from bench.startup import startup_round
from bench.talk import talk_round

BENCHES = (
    Bench("talk", talk_round),
    Bench("signups", signups_round),
    Bench("startup", startup_round),
    Bench("replay", replay_round),
    Bench("memory", memory_round, once=True),
)


def main() -> None:
    """Measure what was asked for."""
    names = [bench.name for bench in BENCHES]
    parser = argparse.ArgumentParser(prog="python -m bench", description="测量速度、内存和启动时间")
    parser.add_argument("--quick", action="store_true", help="短一些：一分钟左右")
    parser.add_argument("--only", action="append", choices=names, help="只测这一项，可以写几次")
    options = parser.parse_args()
    chosen = [bench for bench in BENCHES if not options.only or bench.name in options.only]
    report(measure(chosen, QUICK if options.quick else FULL), sys.stdout, sys.stderr)


if __name__ == "__main__":
    main()
