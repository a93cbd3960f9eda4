"""The ORM's surface as small operations, each of which checks every row it touches.

An operation runs in the current workspace, whose base rows are known (tests.isolation.probe),
and compares what it reads with what that workspace holds. It leaves the base rows as they
were; what it writes carries the caller's tag, so that any number of them run at once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery, Sum, Value
from django.db.models.functions import Concat
from psycopg import sql

from .probe import BASE_LEAVES, BRANCHES, Branch, Leaf


@dataclass
class Place:
    """Where an operation runs, and what it found there."""

    home: str
    factor: int
    tag: str
    rows: int = 0
    wrong: int = 0

    @property
    def homes(self) -> list[str]:
        """Return what reading `home` of all base rows must give."""
        return [self.home] * BASE_LEAVES

    @property
    def total(self) -> int:
        """Return what the weights of the base rows must add up to."""
        return self.factor * BASE_LEAVES * (BASE_LEAVES + 1) // 2

    def expect(self, found: Any, wanted: Any) -> None:
        """Count the rows compared, and those that are not what this workspace holds."""
        found = list(found) if not isinstance(found, (int, str)) else [found]
        wanted = wanted if isinstance(wanted, list) else [wanted]
        self.rows += max(len(found), len(wanted))
        self.wrong += sum(a != b for a, b in zip(found, wanted, strict=False))
        self.wrong += abs(len(found) - len(wanted))


Operation = Callable[[Place], None]
OPERATIONS: dict[str, Operation] = {}
# These need transactions of their own; they cannot run inside the caller's.
ONLY_ALONE = frozenset({"error_outside"})
base = Q(label__startswith="leaf ")


def operation(work: Operation) -> Operation:
    """Put the function into OPERATIONS under its name."""
    OPERATIONS[work.__name__] = work
    return work


def leaves() -> Any:
    """Return the base rows in order."""
    return Leaf.objects.filter(base).order_by("id")


@operation
def get(place: Place) -> None:
    place.expect(Leaf.objects.get(pk=1).home, place.home)
    place.expect(Leaf.objects.get(label="leaf 2").weight, 2 * place.factor)


@operation
def filter_and_values(place: Place) -> None:
    place.expect([leaf.home for leaf in leaves()], place.homes)
    place.expect(leaves().values_list("home", flat=True), place.homes)
    place.expect(leaves().filter(home=place.home).count(), BASE_LEAVES)


@operation
def aggregate(place: Place) -> None:
    place.expect(leaves().aggregate(total=Sum("weight"))["total"], place.total)
    place.expect(int(leaves().exclude(home=place.home).exists()), 0)


@operation
def annotate(place: Place) -> None:
    rows = leaves().order_by().values("branch__home").annotate(n=Count("id"))
    place.expect([row["branch__home"] for row in rows], [place.home])
    place.expect([row["n"] for row in rows], [BASE_LEAVES])


@operation
def related(place: Place) -> None:
    rows = leaves().select_related("branch", "keeper")
    place.expect([row.branch.home for row in rows], place.homes)
    people = {row.keeper_id: row.keeper for row in rows}
    place.expect([p.pk if p else None for p in people.values()], list(people))
    place.expect(leaves().filter(branch__home=place.home).count(), BASE_LEAVES)


@operation
def prefetch(place: Place) -> None:
    known = Prefetch("leaves", queryset=leaves())
    branches = Branch.objects.order_by("id").prefetch_related(known)
    place.expect([leaf.home for branch in branches for leaf in branch.leaves.all()], place.homes)


@operation
def subqueries(place: Place) -> None:
    branch = Branch.objects.filter(pk=OuterRef("branch_id"))
    rows = leaves().filter(Exists(branch)).annotate(of=Subquery(branch.values("home")[:1]))
    place.expect(rows.values_list("of", flat=True), place.homes)
    nested = Leaf.objects.filter(pk__in=leaves().values("pk")).order_by("id")
    place.expect(nested.values_list("home", flat=True), place.homes)


@operation
def union(place: Place) -> None:
    low, high = leaves().filter(pk__lte=5).order_by(), leaves().filter(pk__gt=5).order_by()
    rows = low.values_list("home").union(high.values_list("home"), all=True)
    place.expect([row[0] for row in rows], place.homes)


@operation
def in_bulk(place: Place) -> None:
    found = Leaf.objects.in_bulk(list(range(1, BASE_LEAVES + 1)))
    place.expect([found[key].home for key in sorted(found)], place.homes)


@operation
def raw(place: Place) -> None:
    rows = Leaf.objects.raw("SELECT * FROM probe_leaf WHERE label LIKE %s", ["leaf %"])
    place.expect([row.home for row in rows], place.homes)


@operation
def explain(place: Place) -> None:
    place.expect(int("probe_leaf" in leaves().explain()), 1)


@operation
def iterate(place: Place) -> None:
    place.expect([row.home for row in leaves().iterator(chunk_size=3)], place.homes)


@operation
def iterate_in_transaction(place: Place) -> None:
    with transaction.atomic():
        rows = leaves().iterator(chunk_size=3)
        first = next(rows).home
        # A server-side cursor goes on while other statements run beside it.
        place.expect(Leaf.objects.get(pk=3).home, place.home)
        place.expect([first, *(row.home for row in rows)], place.homes)


@operation
def lock_rows(place: Place) -> None:
    with transaction.atomic():
        rows = leaves().filter(pk__lte=2).select_related("branch").select_for_update(of=("self",))
        place.expect([row.home for row in rows], [place.home] * 2)


@operation
def create_save_delete(place: Place) -> None:
    made = Leaf.objects.create(home=place.home, label=f"{place.tag} made")
    made.weight = 3
    made.save(update_fields=["weight"])
    made.refresh_from_db()
    place.expect([made.home, made.weight], [place.home, 3])
    place.expect(made.delete()[0], 1)


@operation
def bulk(place: Place) -> None:
    new = [
        Leaf(home=place.home, label=f"{place.tag} bulk {n}", branch_id=1 + n % BRANCHES)
        for n in range(20)
    ]
    made = Leaf.objects.bulk_create(new, batch_size=10)
    for leaf in made:
        leaf.weight = 7
    place.expect(Leaf.objects.bulk_update(made, ["weight"], batch_size=10), 20)
    rows = Leaf.objects.filter(label__startswith=f"{place.tag} bulk ", weight=7)
    place.expect([row.home for row in rows], [place.home] * 20)
    place.expect(rows.update(weight=F("weight") + 1, home=Concat("home", Value(""))), 20)
    place.expect(Leaf.objects.filter(pk__in=[leaf.pk for leaf in made]).delete()[0], 20)


@operation
def upsert(place: Place) -> None:
    label = f"{place.tag} upsert"
    _, first = Leaf.objects.get_or_create(label=label, defaults={"home": place.home})
    again, second = Leaf.objects.get_or_create(label=label, defaults={"home": "?"})
    place.expect([again.home, int(first), int(second)], [place.home, 1, 0])
    changed, made = Leaf.objects.update_or_create(label=label, defaults={"weight": 5})
    place.expect([changed.home, changed.weight, int(made)], [place.home, 5, 0])
    row = Leaf(home=place.home, label=label, weight=6)
    Leaf.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["label"], update_fields=["weight"]
    )
    place.expect(Leaf.objects.filter(label=label, weight=6, home=place.home).delete()[0], 1)


@operation
def executemany(place: Place) -> None:
    like = f"{place.tag} many %"
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO probe_leaf (home, label) VALUES (%s, %s)",
            [(place.home, f"{place.tag} many {n}") for n in range(20)],
        )
        cursor.execute("SELECT home FROM probe_leaf WHERE label LIKE %s", [like])
        place.expect([row[0] for row in cursor.fetchall()], [place.home] * 20)
        cursor.execute("DELETE FROM probe_leaf WHERE label LIKE %s", [like])
        place.expect(cursor.rowcount, 20)


@operation
def copy_in_and_out(place: Place) -> None:
    like = f"{place.tag} copy %"
    with connection.cursor() as cursor:
        with cursor.copy("COPY probe_leaf (home, label) FROM STDIN") as copying:
            for n in range(20):
                copying.write_row((place.home, f"{place.tag} copy {n}"))
        query = "COPY (SELECT home FROM probe_leaf WHERE label LIKE %s) TO STDOUT"
        with cursor.copy(query, [like]) as copying:
            place.expect([row[0] for row in copying.rows()], [place.home] * 20)
        cursor.execute("DELETE FROM probe_leaf WHERE label LIKE %s", [like])
        place.expect(cursor.rowcount, 20)


@operation
def stream(place: Place) -> None:
    with connection.cursor() as cursor:
        rows = cursor.cursor.stream("SELECT home FROM probe_leaf WHERE label LIKE %s", ["leaf %"])
        place.expect([row[0] for row in rows], place.homes)


@operation
def call_function(place: Place) -> None:
    with connection.cursor() as cursor:
        cursor.callproc("probe_homes")
        place.expect({row[0] for row in cursor.fetchall()}, [place.home])


@operation
def composed(place: Place) -> None:
    query = sql.SQL("SELECT home FROM {} WHERE label LIKE {} ORDER BY id").format(
        sql.Identifier("probe_leaf"), sql.Placeholder()
    )
    with connection.cursor() as cursor:
        cursor.execute(query, ["leaf %"])
        place.expect([row[0] for row in cursor.fetchall()], place.homes)


@operation
def several_statements(place: Place) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT home FROM probe_leaf WHERE id = 1; SELECT home FROM probe_branch")
        place.expect([row[0] for row in cursor.fetchall()], [place.home])
        cursor.nextset()
        place.expect([row[0] for row in cursor.fetchall()], [place.home] * BRANCHES)


@operation
def roll_back_to_savepoint(place: Place) -> None:
    with transaction.atomic():
        place.expect(Leaf.objects.get(pk=1).home, place.home)
        point = transaction.savepoint()
        Leaf.objects.create(home=place.home, label=f"{place.tag} undone")
        transaction.savepoint_rollback(point)
        place.expect(Leaf.objects.filter(label=f"{place.tag} undone").count(), 0)
        place.expect(Leaf.objects.get(pk=2).home, place.home)


@operation
def error_in_transaction(place: Place) -> None:
    with transaction.atomic():
        try:
            with transaction.atomic():
                Leaf.objects.create(home=place.home, label="leaf 1")
        except IntegrityError:
            place.expect(Leaf.objects.get(pk=4).home, place.home)
    place.expect(Leaf.objects.get(pk=5).home, place.home)


@operation
def error_outside(place: Place) -> None:
    try:
        Leaf.objects.create(home=place.home, label=f"{place.tag} heavy", weight=-1)
    except IntegrityError:
        place.expect(Leaf.objects.get(pk=6).home, place.home)
    else:
        place.wrong += 1
