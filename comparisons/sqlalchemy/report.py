"""Runs every hazard and every mistake, and prints RESULTS.md. A program that fails to run ends the report."""

import ast
import re
import subprocess
import sys
import textwrap
from importlib.metadata import version
from pathlib import Path

from database import fresh_database
from sqlalchemy import text

HERE = Path(__file__).parent


def main() -> None:
    print("# What SQLAlchemy does\n")
    print("Written by `run.sh` from real runs; not edited by hand. `README.md` says how to repeat them.\n")
    print(f"{versions()}\n")
    print("## Hazards\n")
    for path in sorted((HERE / "hazards").glob("*_*.py")):
        print_hazard(path)
    print("## Mistakes in typed code\n")
    print_mistakes()


def versions() -> str:
    with fresh_database() as engine, engine.connect() as connection:
        server = connection.scalar(text("SHOW server_version")).split()[0]
    packages = [f"{name} {version(name)}" for name in ("SQLAlchemy", "psycopg", "mypy")]
    return ", ".join([f"Python {sys.version.split()[0]}", *packages, f"PostgreSQL {server}"]) + "."


def print_hazard(path: Path) -> None:
    excerpt = re.search(r"# excerpt\n(.*?)\n *# end", path.read_text(), re.DOTALL)
    assert excerpt, path
    print(f"### {title(path).removesuffix('.')}\n\n`hazards/{path.name}`\n")
    print(f"```python\n{textwrap.dedent(excerpt[1])}\n```\n\nprints\n")
    print(f"```text\n{output_of(path)}\n```\n")


def print_mistakes() -> None:
    found = mypy_findings()
    mistakes = sorted((HERE / "mistakes").glob("m[0-9]*.py"))
    variants = sorted((HERE / "mistakes").glob("v[0-9]*.py"))
    count = sum(path.name in found for path in mistakes)
    print(f"{len(mistakes)} deliberate mistakes, one in each file of `mistakes/`, in the line marked there. ", end="")
    print(f"`mypy --strict` finds {count}; the rest is left to the run.\n")
    print_table(mistakes, found)
    print("The same mistakes where another usual spelling changes mypy's answer (not counted above):\n")
    print_table(variants, found)


def print_table(paths: list[Path], found: dict[str, str]) -> None:
    print("| mistake | file | `mypy --strict` | at run time |\n|---|---|---|---|")
    for path in paths:
        outcome = output_of(HERE / "mistakes" / "run_one.py", path.stem)
        cells = [title(path), f"`{path.stem}`", found.get(path.name, "not found"), outcome]
        print("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    print()


def mypy_findings() -> dict[str, str]:
    """File name to message. A finding that is not in a marked line would falsify the count, so it ends the report."""
    files = [path.name for path in sorted((HERE / "mistakes").glob("*.py")) if path.name != "run_one.py"]
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", *files]
    run = subprocess.run(command, cwd=HERE / "mistakes", capture_output=True, text=True)
    if run.returncode > 1 or run.stderr:
        sys.exit(f"mypy did not run: {run.stdout}{run.stderr}")
    findings = {}
    for line in run.stdout.splitlines():
        finding = re.fullmatch(r"(\w+\.py):(\d+): error: (.*)", line)
        if not finding:
            sys.exit(f"unexpected line of mypy: {line}")
        name, number, message = finding.groups()
        if "# mistake" not in (HERE / "mistakes" / name).read_text().splitlines()[int(number) - 1]:
            sys.exit(f"mypy found something else: {line}")
        findings[name] = f"found: {message}"
    return findings


def title(path: Path) -> str:
    return ast.get_docstring(ast.parse(path.read_text())) or path.stem


def output_of(path: Path, *arguments: str) -> str:
    run = subprocess.run([sys.executable, path, *arguments], capture_output=True, text=True)
    if run.returncode != 0:
        sys.exit(f"{path.name} {' '.join(arguments)} failed:\n{run.stderr}")
    return run.stdout.strip()


main()
