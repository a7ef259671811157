"""The arrows of the house: a stage imports the model and itself, never another stage."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

STAGES = ("read", "validate", "derive", "render", "publish", "intake")
MAY_IMPORT = {"model": {"model"}, "report": {"model", "report"}, **{stage: {"model", stage} for stage in STAGES},
              "prepare": {"model", "read", "prepare"}}
KNOWS_THE_ORDER = {"examined", "posted_tables", "pipeline", "household_search", "build", "comparison", "importing",
                   "importing_command", "reference_docs"}  # the only modules that import several stages
DRAWS_NUMBERS = {"generator/intake/register.py", "generator/import_files.py"}  # disclosure numbers, names of temporary files
KNOWS_MKDOCS = {"generator/plugin.py", "generator/shell.py"}

MODULES = sorted((Path(__file__).parent.parent / "generator").rglob("*.py"))


def imports(path: Path) -> set[str]:
    """Every module a file imports, at whatever depth of its code."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module or ""}
    return found


def name(path: Path) -> str:
    return path.relative_to(path.parents[[p.name for p in path.parents].index("generator") + 1]).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_stage_imports_only_the_model_and_itself(path: Path) -> None:
    """read, validate, derive, render, publish and intake know nothing of one another, nor does the report; the model knows
    nothing of any."""
    stage = name(path).split("/")[1]
    ours = {module.split(".")[1] for module in imports(path) if module.startswith("generator.")}
    if stage in MAY_IMPORT:
        assert ours <= MAY_IMPORT[stage], f"{name(path)} imports {sorted(ours - MAY_IMPORT[stage])}"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_only_the_adapters_know_mkdocs(path: Path) -> None:
    """The core does not depend on the shell, so that the shell can be replaced."""
    if name(path) not in KNOWS_MKDOCS:
        assert not {module for module in imports(path) if module.split(".")[0] in ("mkdocs", "material", "properdocs")}


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_no_module_looks_at_the_clock_or_the_network(path: Path) -> None:
    """The as-of date is the only time; nothing is fetched, and only the preview is served."""
    forbidden = {"random", "secrets", "socket", "urllib.request", "http.client", "requests", "locale"}
    assert not imports(path) & (forbidden - ({"secrets"} if name(path) in DRAWS_NUMBERS else set()))
    assert name(path) == "generator/preview/server.py" or not imports(path) & {"http.server", "socketserver"}
    text = path.read_text(encoding="utf-8")
    assert "date.today(" not in text and "datetime.now(" not in text and "time.time(" not in text


@pytest.mark.parametrize("path", [path for path in MODULES if name(path).startswith("generator/explain/")], ids=name)
def test_an_explanation_writes_nothing(path: Path) -> None:
    """`explain` looks at every stage but the last: it needs no built site, and makes none."""
    assert not {module for module in imports(path) if module.startswith(("generator.publish", "generator.build", "generator.shell"))}


def test_only_the_pipeline_and_the_build_know_several_stages() -> None:
    """Every other module at the top reaches at most one stage's readers for what it does."""
    for path in MODULES:
        parts = name(path).split("/")
        if len(parts) == 2:
            stages = {module.split(".")[1] for module in imports(path) if module.startswith("generator.")} & set(STAGES)
            assert len(stages) <= 1 or path.stem in KNOWS_THE_ORDER, f"{name(path)} knows {sorted(stages)}"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_only_the_command_knows_the_preview(path: Path) -> None:
    """A build depends on nothing of the preview; the preview publishes nothing: of `publish` it takes the security policy."""
    ours = {module for module in imports(path) if module.startswith("generator.")}
    if name(path).startswith("generator/preview/"):
        assert {module for module in ours if module.startswith("generator.publish")} <= {
            "generator.publish", "generator.publish.security_policy"}
    elif path.stem != "cli":
        assert not {module for module in ours if module.startswith("generator.preview")}


def test_there_is_no_drawer_for_everything() -> None:
    """No utils, helpers, common or misc: a helper lives with the noun it helps."""
    assert not [path for path in MODULES if path.stem.rstrip("s") in ("util", "helper", "common", "misc")]
