"""`python -m golden COMMAND`."""

import sys

from golden.cli import main

sys.exit(main())
