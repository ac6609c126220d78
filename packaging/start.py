"""First file of the frozen program."""

import sys

from ioc_console.__main__ import main

sys.exit(main())
