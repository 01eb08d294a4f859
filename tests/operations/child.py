"""`liaison …` that is killed with SIGKILL at the so manieth call of one function.

python -m tests.operations.child storage.dump:_insert 3 restore FILE --config F
"""

import importlib
import os
import signal
import sys
from typing import Any

from bot.cli import main


def arm(target: str, calls: int) -> None:
    module, _, path = target.partition(":")
    owner: Any = importlib.import_module(module)
    *outer, name = path.split(".")
    for part in outer:
        owner = getattr(owner, part)
    real, left = getattr(owner, name), [calls]

    def wrapped(*arguments: Any, **named: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments, **named)

    setattr(owner, name, wrapped)


if __name__ == "__main__":
    arm(sys.argv[1], int(sys.argv[2]))
    sys.argv = ["liaison", *sys.argv[3:]]
    main()
