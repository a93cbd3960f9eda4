"""Where this project's templates are, for the tests that read them."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"


def template_files() -> list[Path]:
    """Return every HTML template of ours, in the templates folder and in the modules."""
    folders = [TEMPLATES, *ROOT.glob("tenant_apps/*/templates")]
    folders += [*ROOT.glob("tenants/**/templates"), *ROOT.glob("shared_apps/**/templates")]
    return sorted(path for folder in folders for path in folder.rglob("*.html"))


def page_files() -> list[Path]:
    """Return the templates that reach a browser: all but those of e-mails."""
    return [
        path
        for path in template_files()
        if "email" not in path.parts and "emails" not in path.parts
    ]


def name_of(path: Path) -> str:
    """Return the path as people write it."""
    return path.relative_to(ROOT).as_posix()
