"""What may be said of how many."""

from datetime import timedelta

import pytest

from handlers.law.small_counts import rounded, share


@pytest.mark.parametrize(
    ("count", "said"), [(0, None), (4, None), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (1003, 1005)]
)
def test_counts_are_to_the_nearest_five_and_few_are_not_said(count: int, said: int | None) -> None:
    assert rounded(count) == said


def test_times_of_fewer_than_ten_are_not_said() -> None:
    hours = [timedelta(hours=one) for one in range(1, 11)]
    assert share(hours[:9], 0.5) is None
    assert share(hours, 0.5) == timedelta(hours=6)
    assert share(hours, 0.9) == timedelta(hours=10)
