"""python -m bot [run | demo | check | migrate | bench | eval]."""

import sys

from bot.cli import main

sys.exit(main())
