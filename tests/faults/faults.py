"""What can go wrong: what happens in the test, what holds, and what the operator reads."""

from tests.faults.table import Fault, Part

_FULL = '"full", "mend": "make room on its disk; the bot goes on by itself"'
_OTHER_KEYS = (
    "The data keys are not those of this database: it is sealed under the key …, which they do not hold."
    " Bring back the key file that does (storage.key_file); nothing was changed."
)
_AWAY = '"away", "mend": "see whether it is up, and the way there; the bot goes on by itself when it is back"'
_DATABASE = "tests/faults/test_database.py::"
_PROCESS = "tests/faults/test_process.py::"
_DATA = "tests/faults/test_data.py::"
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
                "slow-disk",
                "the disk is slow: whatever is written waits for it",
                "each message is handled once, in its order, only later; none is put aside for it",
                "tests/faults/test_halves.py::test_a_slow_disk_loses_and_reorders_nothing",
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
    Part(
        "Keys, rows, files, backups",
        (
            Fault(
                "other-key",
                "another key file",
                "the bot does not start, nothing is changed, nobody is taken for a stranger",
                _DATA + "test_another_key_file",
                (
                    ("run", _OTHER_KEYS),
                    ("doctor", "fail key " + _OTHER_KEYS),
                    ("backup", _OTHER_KEYS),
                ),
            ),
            Fault(
                "old-key",
                "a copy of the key file from before the last rotation",
                "the same",
                _DATA + "test_a_copy_of_the_key_file_from_before_a_rotation",
                (("doctor", "fail key " + _OTHER_KEYS),),
            ),
            Fault(
                "no-key",
                "no key file",
                "the bot does not start; no new key is made over old data",
                _DATA + "test_no_key_file",
                (
                    ("run", "The database holds data, but its key file … is missing. Bring it back."),
                    ("doctor", "fail key The key file … is missing. → bring it back from its copy"),
                ),
            ),
            Fault(
                "page",
                "a page of the SQLite file is garbage",
                "who asks for what lay there is told that it failed; everybody else goes on",
                _DATA + "test_a_damaged_page",
                (
                    ("log", "then `liaison restore --force` the last backup"),
                    ("doctor", "fail database … then `liaison restore --force` the last backup"),
                ),
            ),
            Fault(
                "sealed",
                "a bit of a sealed value is another one",
                "it is not shown; everything else is",
                _DATA + "test_a_sealed_value_with_another_bit",
                (
                    ("log", "database.tampered … clue.text"),
                    ("doctor", "fail tampering met in the last 7 days: … × value … see the incident steps"),
                ),
            ),
            Fault(
                "backup",
                "a backup was cut, emptied, or has another bit",
                "nothing is restored, nothing changed",
                _DATA + "test_a_damaged_backup",
                (("restore", "was changed or cut: nothing was restored. Take another backup."),),
            ),
            Fault(
                "half-file",
                "the process is killed while it writes an attachment",
                "after the restart it is fetched anew; the half one is swept after two days",
                _DATA + "test_an_attachment_half_written_when_the_process_was_killed",
            ),
            Fault(
                "cut-file",
                "an attachment was cut on the disk",
                "a rotation leaves it, and seals all the rest",
                _DATA + "test_an_attachment_that_was_cut",
                (
                    (
                        "doctor",
                        "fail files 1 attachments are not as long as they were → see",
                    ),
                    (
                        "keys rotate",
                        "Left as they are, because they do not open: … Restore them",
                    ),
                ),
            ),
        ),
    ),
    Part(
        "PostgreSQL",
        (
            Fault(
                "restart",
                "the server is stopped, and started again",
                "what comes meanwhile is kept by the network, and handled once when it is back",
                _DATABASE + "test_a_server_that_is_restarted",
                (
                    (
                        "log",
                        '"reason": "away", "mend": "see whether it is up, and the way there; the bot goes on',
                    ),
                    ("/healthz", '"why": "away", "mend": "see whether it is up, and the way there; the bot'),
                ),
            ),
            Fault(
                "failover",
                "the primary is killed, its standby promoted (both stand in `url`, with"
                " `target_session_attrs=read-write`)",
                "the bot finds the other one by itself; with synchronous replication nothing is lost",
                _DATABASE + "test_a_failover",
                (("log", "database.back"),),
            ),
            Fault(
                "line-database",
                "the line to the server stands still, then is cut",
                "the process gives up its lead within seconds, and takes it again; each message once",
                _DATABASE + "test_a_line_to_the_server_that_stands_still",
                (("log", f'"reason": {_AWAY}'), ("/healthz", f'"why": {_AWAY}')),
            ),
        ),
    ),
    Part(
        "The process and the network",
        (
            Fault(
                "killed",
                "the process is killed at any point of a message's way",
                "nothing is lost, nothing handled twice; on Telegram one letter may come twice",
                "tests/crash/test_kill.py::test_nothing_is_lost_and_nothing_handled_twice",
            ),
            Fault(
                "stopped",
                "the process is stopped (SIGSTOP), and goes on",
                "what came meanwhile is handled then, once",
                _PROCESS + "test_a_process_that_is_stopped_and_goes_on",
            ),
            Fault(
                "leader",
                "of two processes on PostgreSQL, the one that leads is killed, or stopped and wakes up",
                "the other one answers within eight seconds; who wakes up says nothing again",
                "tests/operations/test_take_over.py"
                "::test_another_one_takes_over_when_the_leader_is_killed_or_stands_still",
            ),
            Fault(
                "line-telegram",
                "the line to Telegram is cut, then stands still",
                "what was written meanwhile is answered once when it is back; after ten minutes coordinators"
                " hear of it on the other channel",
                _PROCESS + "test_a_line_to_telegram_that_is_cut_and_stands_still",
                (("log", '"again_in": … "telegram.away"'),),
            ),
            Fault(
                "clock-back",
                "the clock is set back by two hours",
                "what falls due is looked at all the same",
                "tests/pipeline/test_clock_set_back.py::test_the_next_look_is_not_two_hours_away",
            ),
            Fault(
                "clock-ahead",
                "the clock jumps ahead by two hours or a day, and is put right again",
                "what was written meanwhile is handled and goes out at once; what is planned keeps its time",
                "tests/pipeline/test_clock_set_back.py::test_what_was_due_goes_out_and_what_came_is_handled",
            ),
            Fault(
                "rotation",
                "`liaison keys rotate` is killed",
                "everything stays readable; run it again",
                "tests/operations/test_killed.py::test_a_killed_rotation_leaves_everything_readable",
            ),
            Fault(
                "backup-killed",
                "`liaison backup` or `restore` is killed",
                "a whole file or none; the old data or the new: run it again",
                "tests/operations/test_killed.py::test_a_killed_restore_leaves_the_old_or_the_new",
            ),
        ),
    ),
)
