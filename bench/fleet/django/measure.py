"""Does one thing with django-tenants, and says in how many nanoseconds. Django's start is not measured.

`provision COUNT`: tenants, saved one after another, which creates and migrates the schema of each.
`migrate EXECUTOR`: the command `migrate_schemas` for all of them.
"""

import os
import sys
import time
from importlib.metadata import version
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
os.environ.setdefault("BENCH_MIGRATIONS", "first")
sys.path.insert(0, str(Path(__file__).parent))


def main(order: str, argument: str) -> int:
    import django
    from django.core.management import call_command

    django.setup()
    from shared.models import Client

    if order == "provision":
        call_command("migrate_schemas", shared=True, verbosity=0)
        started = time.perf_counter_ns()
        for number in range(int(argument)):
            Client(schema_name=f"tenant_{number:04}").save(verbosity=0)
    else:
        started = time.perf_counter_ns()
        call_command("migrate_schemas", tenant=True, executor=argument, verbosity=0)
    return time.perf_counter_ns() - started


if __name__ == "__main__":
    if sys.argv[1] == "versions":
        print(*(f"{name} {version(name)}" for name in ("Django", "django-tenants")), sep=", ")
    else:
        print(main(*sys.argv[1:]))
