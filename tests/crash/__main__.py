"""The long form: `python -m tests.crash [--kills N] [--messages N] [--seed N] …`, see `--help`.

Worlds have servers, people and a program of their own, and go on side by side.
"""

import argparse
import asyncio
import sys
import time

from tests.crash.run import PLACES, Plan, crash


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--messages", type=int, default=1000)
    parser.add_argument("--worlds", type=int, default=4)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--at", action="append", choices=PLACES, help="only there; repeatable")
    chosen = parser.parse_args()
    began = time.monotonic()
    plan = Plan(
        kills=chosen.kills,
        messages=chosen.messages,
        worlds=chosen.worlds,
        seed=chosen.seed,
        points=chosen.at or PLACES,
    )
    result = asyncio.run(crash(plan, say=print))
    print(f"took {time.monotonic() - began:.0f} s")
    return 0 if result.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
