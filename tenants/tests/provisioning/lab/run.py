"""`python -m tenants.tests.provisioning.lab.run SCENARIO '{"argument": ...}'`.

With "-" for a scenario it stays and reads one `[scenario, arguments]` per line.
"""

import json
import sys
import traceback

import django

if __name__ == "__main__":
    django.setup()
    from tenants.tests.provisioning.lab import scenarios

    if sys.argv[1] != "-":
        found = getattr(scenarios, sys.argv[1])
        sys.stdout.write(json.dumps(found(**json.loads(sys.argv[2])), default=str) + "\n")
    for line in sys.stdin if sys.argv[1] == "-" else ():
        name, arguments, database = json.loads(line)
        try:
            scenarios.work_on(database)
            answer = {"answer": getattr(scenarios, name)(**arguments)}
        except Exception as error:  # noqa: BLE001 - told to the test, which knows whether it expected that
            answer = {"error": f"{type(error).__name__}: {error}", "trace": traceback.format_exc()}
        sys.stdout.write(json.dumps(answer, default=str) + "\n")
        sys.stdout.flush()
