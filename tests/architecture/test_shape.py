"""The aims of DESIGN 5.13, measured as the ready before-stop hook measures them."""

from .source import functions, named, product_files

LONGEST_FILE = 500
LONGEST_FUNCTION = 60


def percentile(values: list[int], share: float) -> int:
    """Return the value below which `share` of all lie."""
    return sorted(values)[int(len(values) * share)]


def lengths() -> list[int]:
    """Return the length of every function."""
    return [length for path in product_files() for _, length in functions(path)]


def file_lengths() -> dict[str, int]:
    """Return the lines of every file."""
    return {named(path): path.read_text().count("\n") for path in product_files()}


def test_half_of_all_functions_have_at_most_8_lines():
    assert percentile(lengths(), 0.5) <= 8


def test_nine_of_ten_functions_have_at_most_28_lines():
    assert percentile(lengths(), 0.9) <= 28


def test_no_function_is_over_60_lines():
    long = {
        f"{named(path)}:{name}": length
        for path in product_files()
        for name, length in functions(path)
        if length > LONGEST_FUNCTION
    }
    assert long == {}


def test_nine_of_ten_files_have_at_most_250_lines():
    assert percentile(list(file_lengths().values()), 0.9) <= 250


def test_no_file_is_over_500_lines():
    assert {name: n for name, n in file_lengths().items() if n > LONGEST_FILE} == {}
