"""`pytest tests/budgets --record` writes the baseline anew; look at its difference."""


def pytest_addoption(parser):
    parser.addoption("--record", action="store_true", help="write the query counts down")
