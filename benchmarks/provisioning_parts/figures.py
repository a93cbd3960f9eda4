"""How long provisioning takes, measured inside a process that has Django loaded."""

from tenants.tests.provisioning.lab.database import Lab

from .stock import Stock
from .tables import Line, middle, share

MS = 1000.0


def founding(lab: Lab, many: int, stock: Stock | None) -> list[Line]:
    """Found `many` workspaces on an empty pool; compare the first ten with the last ten."""
    seconds = [sum(each) for each in lab.run("found_many", count=10, prefix="first")]
    rest = [sum(each) for each in lab.run("found_many", count=many - 20, prefix="then")]
    last = [sum(each) for each in lab.run("found_many", count=10, prefix="last")]
    ratio = middle(last) / middle(seconds)
    theirs = ""
    if stock:
        theirs = f"{middle(stock.founding) * MS:,.0f} ms (median of {stock.tenants})"
    count = len(seconds) + len(rest) + len(last)
    return [
        Line(
            "Workspace with 10 tables, empty pool, at 10", middle(seconds) * MS, "ms", None, theirs
        ),
        Line(f"Workspace with 10 tables, empty pool, at {count}", middle(last) * MS, "ms"),
        Line(f"Provisioning time at {count} / at 10", ratio, "x", 1.3),
    ]


def claiming(lab: Lab, count: int) -> list[Line]:
    """Found workspaces out of a filled pool."""
    seconds = lab.run("claim_seconds", count=count)
    return [
        Line("Workspace out of the pool, p50", middle(seconds) * MS, "ms"),
        Line("Workspace out of the pool, p99", share(seconds, 0.99) * MS, "ms"),
    ]


def module_on(lab: Lab, times: int, stock: Stock | None) -> list[Line]:
    """Switch a module of eight tables on, from nothing."""
    lab.run("prepare", workspaces=1, prefix="switched")
    seconds = lab.run("switch_seconds", slug="switched-0", times=times)
    seen = [lab.run("seen_elsewhere", slug="switched-0", on=on) for on in (False, True) * 3]
    theirs = "has no such thing: all tables exist everywhere" if stock else ""
    return [
        Line(
            f"Module of 8 tables on, p95 of {times}", share(seconds, 0.95) * MS, "ms", 150, theirs
        ),
        Line("Seen by another process, slowest of 6", max(seen) * MS, "ms", 1000),
    ]


def upgrading(lab: Lab, stock: Stock | None) -> list[Line]:
    """Check with nothing to do, add a nullable column everywhere, then an index."""
    count = lab.query("SELECT count(*) FROM tenants_moduleswitch WHERE module = 'lab'")[0][0]
    first, best = lab.run("check_seconds")
    column = lab.run("migrate_seconds", level="2", jobs=2)
    index = lab.run("migrate_seconds", level="3", jobs=2)
    drifted = lab.run("drifting", level="3")
    return [
        Line(
            f"No-op check, {count} workspaces, first", first * MS, "ms", 20, _each(stock, "no_op")
        ),
        Line(f"No-op check, {count} workspaces, best of 5", best * MS, "ms", 20),
        Line(f"Nullable column on {count}", sum(column), "s", 3, _each(stock, "column")),
        Line(f"Index on {count}", sum(index), "s", 10, _each(stock, "index")),
        Line("Schemas that differ from the plan after that", len(drifted), "", 0),
    ]


def _each(stock: Stock | None, what: str) -> str:
    if stock is None:
        return ""
    took = float(getattr(stock, what))
    each = took / stock.tenants
    return f"{took:.1f} s for {stock.tenants}, hence about {each * 1000:,.0f} s for 1,000"
