"""What can go wrong: what happens in the test, what holds, and what the operator reads."""

from tests.faults.table import Fault, Part

_FULL = '"full", "mend": "make room on its disk; the bot goes on by itself"'
_DISK = "tests/faults/test_disk.py::"

PARTS = (
    Part(
        "The disk",
        (
            Fault(
                "full-disk",
                "the disk is full while the bot runs",
                "nothing is taken that could not be written: the network keeps it; a second after there is"
                " room it is handled, once",
                _DISK + "test_a_full_disk",
                (
                    ("log", f'"reason": {_FULL}'),
                    ("/healthz", f'"why": {_FULL}'),
                    (
                        "doctor",
                        "nothing can be written beside it: No space left on device → make room",
                    ),
                ),
            ),
            Fault(
                "quota",
                "a file of the database may not grow (a quota)",
                "the same",
                _DISK + "test_a_file_that_may_not_grow",
                (
                    (
                        "log",
                        '"reason": "disk", "mend": "see whether its disk is there, is sound and has room; the'
                        ' bot goes on by itself"',
                    ),
                ),
            ),
            Fault(
                "half-full",
                "the disk is full in the middle of handling a message, five times",
                "the message is not put aside for it: it is handled when there is room",
                "tests/faults/test_halves.py::test_a_message_is_not_blamed_for_a_full_disk",
                (("log", "database.away"),),
            ),
            Fault(
                "half-unit",
                "the disk is full in the middle of a unit of work, and what was done catches the error",
                "nothing of the unit stands",
                "tests/faults/test_halves.py::test_a_unit_in_which_the_database_failed_does_not_hold",
            ),
            Fault(
                "read-only",
                "the folder is read-only",
                "the bot does not start",
                _DISK + "test_a_read_only_folder",
                (
                    (
                        "run",
                        "Read-only file system: … Make room, or let this user write there; then run it",
                    ),
                    ("doctor", "let the bot write it: its file, folder and disk"),
                ),
            ),
        ),
    ),
)
