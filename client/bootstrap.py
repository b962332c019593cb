"""Runs the torchvet that lies beside this file, with the libraries that lie beside it.

Started as ``python -I -S bootstrap.py server``: isolated, so that neither ``PYTHONPATH`` nor the user's
packages nor their ``.pth`` files can get in the way; the bundled libraries come first all the same.
Written so that an old Python reads it far enough to say that it is too old.
"""

import os
import sys

if sys.version_info < (3, 10):
    sys.exit("torchvet needs Python 3.10 or newer to run; this is %s." % sys.version.split()[0])

libraries = os.path.join(os.path.dirname(os.path.abspath(__file__)), "libs")
sys.path.insert(0, libraries)
sys.argv[0] = "torchvet"

from torchvet.__main__ import main  # noqa: E402

sys.exit(main())
