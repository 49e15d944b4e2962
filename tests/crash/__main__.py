"""The long form: `python -m tests.crash [--kills N] [--messages N] [--seed N] [--worlds N]`.

Worlds have servers, people and a program of their own, and go on side by side.
"""

import argparse
import asyncio
import sys
import time

from tests.crash.run import crash


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--messages", type=int, default=1000)
    parser.add_argument("--worlds", type=int, default=4)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    chosen = parser.parse_args()
    began = time.monotonic()
    result = asyncio.run(
        crash(
            kills=chosen.kills,
            messages=chosen.messages,
            seed=chosen.seed,
            worlds=chosen.worlds,
            say=print,
        )
    )
    print(f"took {time.monotonic() - began:.0f} s")
    return 0 if result.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
