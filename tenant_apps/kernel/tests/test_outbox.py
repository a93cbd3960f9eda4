from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from shared_apps.foundation.clock import now
from tenant_apps.kernel import outbox
from tenant_apps.kernel.jobs import sweep_outboxes
from tenant_apps.kernel.models import OutboxFact, OutboxReaction
from tenants.context import NoWorkspace, use_workspace
from tenants.models import PendingOutbox

from . import reactions
from .conftest import BellRang, manifest

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def failing_again():
    reactions.FAILING["now"] = True


@pytest.fixture
def sent(monkeypatch):
    """What was queued, as (workspace, job name)."""
    from tenants import jobs
    from tenants.context import current

    messages = []
    monkeypatch.setattr(
        jobs.current_app, "send_task", lambda name, **_: messages.append((current(), name))
    )
    return messages


def test_a_fact_is_written_with_its_fields_and_name(in_acorn):
    row = outbox.publish(BellRang(times=3))
    kept = OutboxFact.objects.get(pk=row.pk)
    assert (kept.name, kept.payload) == ("kernel.bell_rang", {"times": 3})
    assert outbox.revived(kept) == BellRang(times=3)


def test_a_fact_needs_a_workspace(db):
    with pytest.raises(NoWorkspace):
        outbox.publish(BellRang(times=1))


def test_a_rolled_back_change_tells_nobody(in_acorn, sent, django_capture_on_commit_callbacks):
    with (
        django_capture_on_commit_callbacks(execute=True),
        pytest.raises(ZeroDivisionError),
        transaction.atomic(),
    ):
        outbox.publish(BellRang(times=1))
        _ = 1 / 0
    assert not outbox.waiting().exists()
    assert not PendingOutbox.objects.filter(workspace_id=in_acorn.id).exists()
    assert sent == []


def test_many_facts_in_one_transaction_wake_the_worker_once(
    in_acorn, sent, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        for times in range(5):
            outbox.publish(BellRang(times=times))
    assert [name for _, name in sent] == [outbox.DELIVERY_JOB]
    assert PendingOutbox.objects.filter(workspace_id=in_acorn.id).count() == 1


def test_a_fact_published_after_a_rolled_back_savepoint_still_wakes_the_worker(
    in_acorn, sent, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            outbox.publish(BellRang(times=1))
            _ = 1 / 0
        outbox.publish(BellRang(times=2))
    assert len(sent) == 1
    assert PendingOutbox.objects.filter(workspace_id=in_acorn.id).count() == 1


def test_each_reaction_gets_the_fact_once_however_often_it_is_delivered(in_acorn, react):
    react(manifest("kernel", "count", "also_count"))
    row = outbox.publish(BellRang(times=7))
    assert outbox.deliver_due(at=now()) == 1
    # A duplicate message, and a fact that was delivered but whose end was never written down.
    assert outbox.deliver_due(at=now()) == 0
    OutboxFact.objects.filter(pk=row.pk).update(delivered_at=None, next_attempt_at=now())
    assert outbox.deliver_due(at=now()) == 1
    assert reactions.traces("count") == [7]
    assert reactions.traces("also_count") == [7]


def test_a_failing_reaction_holds_up_no_other_and_leaves_nothing_half_done(in_acorn, react):
    react(manifest("kernel", "fail_at_first", "break_the_transaction", "count"))
    row = outbox.publish(BellRang(times=1))
    at = now()
    outbox.deliver_due(at=at)
    row.refresh_from_db()
    assert reactions.traces("count") == [1]
    assert reactions.traces("fail_at_first") == []
    assert row.delivered_at is None
    assert row.next_attempt_at == at + outbox.FIRST_RETRY
    assert "fail_at_first: Trouble" in row.last_error
    assert "break_the_transaction: DataError" in row.last_error
    assert "personal data" not in row.last_error


def test_a_reaction_that_recovers_is_retried_alone_and_the_fact_is_delivered(in_acorn, react):
    react(manifest("kernel", "fail_at_first", "count"))
    row = outbox.publish(BellRang(times=2))
    at = now()
    outbox.deliver_due(at=at)
    reactions.FAILING["now"] = False
    assert outbox.deliver_due(at=at + timedelta(seconds=4)) == 0, "not before its time"
    assert outbox.deliver_due(at=at + timedelta(seconds=5)) == 1
    row.refresh_from_db()
    assert row.delivered_at == at + timedelta(seconds=5)
    assert row.last_error == ""
    assert reactions.traces("fail_at_first") == [2]
    assert reactions.traces("count") == [2]


def test_waits_grow_to_an_hour():
    waits = [outbox.retry_after(n).total_seconds() for n in range(1, 14)]
    assert waits[:4] == [5, 10, 20, 40]
    assert waits == sorted(waits)
    assert waits[-1] == 3600


def test_a_fact_that_never_succeeds_is_parked_and_can_be_freed(in_acorn, react):
    react(manifest("kernel", "fail_at_first"))
    row = outbox.publish(BellRang(times=1))
    at = now()
    for _ in range(outbox.MOST_ATTEMPTS):
        at += outbox.LONGEST_RETRY
        assert outbox.deliver_due(at=at) == 1
    row.refresh_from_db()
    assert row.parked_at == at
    assert outbox.deliver_due(at=at + timedelta(days=9)) == 0
    assert not PendingOutbox.objects.filter(workspace_id=in_acorn.id).exists(), "no sweep needed"
    reactions.FAILING["now"] = False
    assert outbox.unpark(at=at) == 1
    assert outbox.deliver_due(at=at) == 1
    assert reactions.traces("fail_at_first") == [1]


def test_a_fact_whose_worker_keeps_dying_is_parked_without_another_try(in_acorn, react):
    react(manifest("kernel", "die"))
    row = outbox.publish(BellRang(times=1))
    OutboxFact.objects.filter(pk=row.pk).update(attempts=outbox.MOST_ATTEMPTS)
    outbox.deliver_due(at=now())
    row.refresh_from_db()
    assert row.parked_at is not None
    assert "never came to an end" in row.last_error


def test_a_module_that_is_off_does_not_get_the_fact_then_or_later(in_acorn, react):
    react(manifest("kernel", "count"), manifest("sleeping", "also_count"))
    outbox.publish(BellRang(times=1))
    outbox.deliver_due(at=now())
    assert reactions.traces("count") == [1]
    assert reactions.traces("also_count") == []
    react(manifest("kernel", "count", "also_count"))
    assert outbox.deliver_due(at=now() + timedelta(days=1)) == 0
    assert reactions.traces("also_count") == []


def test_a_fact_nobody_defines_any_more_is_an_error_with_its_reason(in_acorn, react):
    react(manifest("kernel", "count"))
    row = OutboxFact.objects.create(name="kernel.bell_rang", payload={"times": 1})
    OutboxFact.objects.filter(pk=row.pk).update(name="nosuch.thing_happened")
    row.refresh_from_db()
    with pytest.raises(outbox.UnknownFact, match=r"nosuch\.thing_happened"):
        outbox.revived(row)


def test_a_claimed_fact_is_left_alone_until_its_lease_runs_out(in_acorn, react):
    react(manifest("kernel", "count"))
    outbox.publish(BellRang(times=1))
    at = now()
    assert outbox._claim(at) is not None
    assert outbox.deliver_due(at=at + outbox.LEASE - timedelta(seconds=1)) == 0
    assert outbox.deliver_due(at=at + outbox.LEASE) == 1
    assert reactions.traces("count") == [1]


def test_facts_of_one_workspace_are_not_delivered_in_another(acorn, birch, react):
    react(manifest("kernel", "count"))
    with use_workspace(acorn):
        outbox.publish(BellRang(times=1))
    with use_workspace(birch):
        assert outbox.deliver_due(at=now()) == 0
        assert reactions.traces("count") == []


def test_a_lost_message_is_made_up_for_by_the_sweep(
    in_acorn, sent, react, django_capture_on_commit_callbacks
):
    react(manifest("kernel", "count"))
    outbox.publish(BellRang(times=1))  # its message is never sent: callbacks do not run here
    with django_capture_on_commit_callbacks(execute=True):
        sweep_outboxes()
    assert [(ref.id, name) for ref, name in sent] == [(in_acorn.id, outbox.DELIVERY_JOB)]
    # That message is lost as well; the note is still there, so the next sweep tries again.
    with django_capture_on_commit_callbacks(execute=True):
        sweep_outboxes()
    assert len(sent) == 2
    outbox.deliver_due(at=now())
    with django_capture_on_commit_callbacks(execute=True):
        sweep_outboxes()
    assert len(sent) == 2, "nothing waits any more"


def test_notes_stay_while_a_retry_is_waiting(in_acorn, react):
    react(manifest("kernel", "fail_at_first"))
    outbox.publish(BellRang(times=1))
    outbox.deliver_due(at=now())
    assert PendingOutbox.objects.filter(workspace_id=in_acorn.id).exists()


def test_notes_of_a_workspace_that_is_gone_are_dropped(db, sent):
    gone = uuid4()
    PendingOutbox.objects.create(workspace_id=gone)
    sweep_outboxes()
    assert not PendingOutbox.objects.filter(workspace_id=gone).exists()
    assert sent == []


def test_what_was_delivered_long_ago_is_forgotten_with_its_reactions(in_acorn, react):
    react(manifest("kernel", "count"))
    outbox.publish(BellRang(times=1))
    at = now()
    outbox.deliver_due(at=at)
    assert outbox.forget_delivered(at=at + outbox.KEEP_DELIVERED) == 0
    assert outbox.forget_delivered(at=at + outbox.KEEP_DELIVERED + timedelta(days=1)) == 2
    assert not OutboxReaction.objects.exists()
