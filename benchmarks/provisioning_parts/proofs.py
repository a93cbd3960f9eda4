"""What must not happen: a schema claimed twice, a toggle that changes a row, a half upgrade."""

from tenants.tests.provisioning.lab.database import Lab

from .tables import Line


def claims(lab: Lab, workers: int, kills: int) -> list[Line]:
    """Claim with many processes of which many are killed; count what went wrong."""
    before = len(_owned(lab))
    lab.run("fill_pool", size=40)
    lab.run("claim_under_kills", workers=workers, kills=kills, every=0.4)
    owned = _owned(lab)
    twice = sum(count - 1 for _, count in owned)
    names = {name for name, _ in owned}
    ready = {row[0] for row in lab.query("SELECT schema_name FROM tenants_readyschema")}
    there = {
        row[0] for row in lab.query(r"SELECT nspname FROM pg_namespace WHERE nspname LIKE 'w\_%'")
    }
    astray = len(there ^ (names | ready)) + len(names & ready)
    made = f"{len(owned) - before} claims, {workers} processes, {kills} x kill -9"
    return [
        Line(f"Schemas claimed twice ({made})", twice, "", 0),
        Line("Schemas that belong to nobody after that", astray, "", 0),
    ]


def _owned(lab: Lab) -> list[tuple[str, int]]:
    return lab.query("SELECT schema_name, count(*) FROM tenants_workspace GROUP BY 1")


def toggles(lab: Lab, times: int) -> list[Line]:
    """Toggle a module at random; compare a hash over all its rows."""
    lab.run("prepare", workspaces=1, prefix="toggled")
    lab.run("add_rows", slug="toggled-0")
    before, after = lab.run("toggle_at_random", slug="toggled-0", times=times)
    return [Line(f"Rows changed by {times} random toggles", int(before != after), "", 0)]


def kills(lab: Lab, number: int) -> list[Line]:
    """Upgrade with every kind of unit under kill -9, then once in peace; look for leftovers."""
    left = lab.run("migrate_under_kills", level="5", kills=number, every=0.5)
    lab.run("migrate", level="5")
    drifted = lab.run("drifting", level="5")
    still = lab.run("how_far", level="5")["behind"]
    times = f"{len(left) - 1} x kill -9"
    return [
        Line(f"Behind before and after {times}: {left[0]}, then", left[-1], ""),
        Line("Behind or different after one run in peace", len(drifted) + len(still), "", 0),
    ]
