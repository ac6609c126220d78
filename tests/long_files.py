"""Which files of tests take long, so that they begin first: what is begun last should be over soon, or one process
works alone while the others have ended.

Seconds of one core, measured; what is not listed is taken to need a little for each test. They need not be right, only
in about the right order. `tests/architecture/test_house_rules.py` sees to it that the files exist.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest

SECONDS = {
    "tests/faults/test_simulator_1.py": 290,
    "tests/faults/test_simulator_2.py": 290,
    "tests/faults/test_kill.py": 120,
    "tests/sync/test_worker_faults.py": 90,
    "tests/journeys/test_cable.py": 60,
    "tests/journeys/test_garbage.py": 60,
    "tests/data_centre/test_hostile_calls.py": 50,
    "tests/journeys/test_directive.py": 50,
    "tests/sync/test_worker_commands.py": 50,
    "tests/faults/test_described_calls.py": 45,
    "tests/journeys/test_identity.py": 40,
    "tests/console/test_hostile_text.py": 35,
    "tests/console/test_complaints_screen.py": 30,
    "tests/console/test_filter_ways.py": 30,
    "tests/data_centre/test_write_rule.py": 30,
    "tests/faults/test_disk_and_clock.py": 30,
    "tests/faults/test_every_byte.py": 30,
    "tests/journeys/test_real_file.py": 30,
    "tests/seed/test_filling.py": 30,
    "tests/seed/test_filling_postgres.py": 30,
    "tests/data_centre/test_citizen_in_browser.py": 25,
    "tests/faults/test_planted_bugs.py": 25,
    "tests/faults/test_rights_matrix.py": 25,
    "tests/architecture/test_contracts.py": 20,
    "tests/console/test_directives.py": 20,
    "tests/console/test_meanwhile.py": 20,
    "tests/console/test_parts_agree.py": 20,
    "tests/console/test_tour.py": 20,
    "tests/data_centre/test_desk_in_browser.py": 20,
    "tests/data_centre/test_hostile_complaints.py": 20,
    "tests/faults/power/test_outbox_power.py": 20,
    "tests/faults/test_network_kinds.py": 20,
    "tests/imports/test_complaints.py": 20,
    "tests/self_test/test_self_test.py": 20,
    "tests/sync/test_worker_recovery.py": 20,
    "tests/architecture/test_generated_files.py": 15,
    "tests/console/test_directive_meanwhile.py": 15,
    "tests/console/test_hot_path.py": 15,
    "tests/console/test_map_panel.py": 15,
    "tests/faults/power/test_cache_power.py": 15,
    "tests/faults/test_network_storm.py": 15,
    "tests/imports/test_real_files.py": 15,
    "tests/seed/test_life.py": 15,
    "tests/sync/test_secrets.py": 15,
    "tests/sync/test_worker.py": 15,
    "tests/console/test_tear_off.py": 12,
    "tests/faults/test_feed_writers.py": 10,
}
SECONDS_OF_A_TEST = 0.2


def longest_first(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """The tests by file, the longest file first; those of a file stay together and in their order."""
    files = [item.nodeid.partition("::")[0] for item in items]
    tests = Counter(files)
    seconds = {file: SECONDS.get(file, SECONDS_OF_A_TEST * n) for file, n in tests.items()}
    order = sorted(range(len(items)), key=lambda k: (-seconds[files[k]], files[k]))
    return [items[k] for k in order]
