from datetime import timedelta

from shared_apps.foundation.clock import now
from shared_apps.foundation.ids import new_id


def test_the_clock_is_aware_and_in_utc():
    assert now().tzinfo is not None
    assert now().utcoffset() == timedelta(0)


def test_ids_are_uuid_version_7_and_differ():
    made = [new_id() for _ in range(1000)]
    assert {each.version for each in made} == {7}
    assert len(set(made)) == 1000


def test_ids_sort_by_the_time_of_their_making():
    made = [new_id() for _ in range(1000)]
    assert made == sorted(made)
