"""`python -m config.supervisor` is `manage.py up`."""

import sys

from config.supervisor.up import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
