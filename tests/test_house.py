"""The laws of the house, one test each."""

import ast
import fnmatch
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path

import pytest
from streamlit.config import get_config_options

from corpus.limits import Limits

ROOT = Path(__file__).parent.parent
LAYERS = ("corpus", "components", "app")  # each may import those before it and itself
TOP_LEVEL = frozenset(
    """.ci .git .gitattributes .gitignore .streamlit ARCHITECTURE.md CHANGELOG.md LICENSE Makefile README.md SECURITY.md
    app.py components corpus data docs packages.txt pyproject.toml requirements.txt seeds static tests""".split()
)
LOCK_FILES = ("uv.lock", "Pipfile", "Pipfile.lock", "environment.yml", "poetry.lock")
VAGUE = frozenset({"utils", "util", "helpers", "helper", "common", "misc"})
# Scripts that write a checked-in table: they may import what the tests' environment has.
GENERATORS = ROOT / "corpus/lexicon"

SOURCES = sorted(
    path
    for path in (ROOT / "app.py", *(ROOT / "components").rglob("*.py"), *(ROOT / "corpus").rglob("*.py"))
    if path.exists()
)
COMPONENTS = [path for path in SOURCES if path.is_relative_to(ROOT / "components")]
RUNTIME = [path for path in SOURCES if not path.is_relative_to(GENERATORS)]
REQUIREMENTS = [
    line
    for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def name_of(path: object) -> str:
    return path.relative_to(ROOT).as_posix() if isinstance(path, Path) else str(path)


def layer(path: Path) -> int:
    return LAYERS.index(path.relative_to(ROOT).parts[0].removesuffix(".py"))


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> set[str]:
    """The top-level names that the file imports, wherever in it."""
    nodes = list(ast.walk(tree(path)))
    plain = (alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names)
    froms = (node.module or "" for node in nodes if isinstance(node, ast.ImportFrom) if not node.level)
    return {name.partition(".")[0] for name in chain(plain, froms)}


def normalised(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


def third_party() -> dict[str, set[str]]:
    """Distributions that the app and the build import, each with the files that import it."""
    known = packages_distributions()
    found: dict[str, set[str]] = {}
    for path in RUNTIME:
        for name in imports(path) - sys.stdlib_module_names - set(LAYERS):
            for distribution in known.get(name, [name]):
                found.setdefault(normalised(distribution), set()).add(name_of(path))
    return found


THIRD_PARTY = third_party()
REQUIRED = {normalised(re.split(r"[<>=!~\[; ]", line)[0]): line for line in REQUIREMENTS}


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_imports_never_go_back(path: Path) -> None:
    """Imports go app → components → corpus."""
    back = imports(path) & set(LAYERS[layer(path) + 1 :])
    assert not back, (
        f"{name_of(path)} imports {', '.join(sorted(back))}: imports go app → components → corpus"
    )


@pytest.mark.parametrize("path", [path for path in SOURCES if layer(path) == 0], ids=name_of)
def test_corpus_never_imports_streamlit(path: Path) -> None:
    assert "streamlit" not in imports(path), (
        f"{name_of(path)} imports streamlit: only app.py and components/ draw"
    )


def public_functions(path: Path) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """The public functions of the module and the public methods of its public classes, with their names."""
    for node in tree(path).body:
        scopes = node.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_") else [node]
        owner = f"{node.name}." if isinstance(node, ast.ClassDef) else ""
        for each in scopes:
            if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef) and not each.name.startswith("_"):
                yield owner + each.name, each


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_public_functions_say_what_they_do(path: Path) -> None:
    silent = [name for name, function in public_functions(path) if not ast.get_docstring(function)]
    assert not silent, f"{name_of(path)}: no docstring in {', '.join(silent)}"


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_public_functions_are_annotated(path: Path) -> None:
    bare = []
    for name, function in public_functions(path):
        given = function.args
        every = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
        untyped = [
            each.arg for each in every if each and not each.annotation and each.arg not in ("self", "cls")
        ]
        if untyped or not function.returns:
            bare.append(f"{name} ({', '.join(untyped) or 'its result'})")
    assert not bare, f"{name_of(path)}: no annotation in {', '.join(bare)}"


def test_top_level_is_as_designed() -> None:
    ignored = [line.strip("/") for line in (ROOT / ".gitignore").read_text().splitlines() if line]
    here = {entry.name for entry in ROOT.iterdir()}
    strangers = {
        name for name in here - TOP_LEVEL if not any(fnmatch.fnmatch(name, each) for each in ignored)
    }
    assert not strangers, f"{', '.join(sorted(strangers))}: not in the plan of the house; find it a room"


@pytest.mark.parametrize("name", LOCK_FILES)
def test_no_lock_file(name: str) -> None:
    assert not (ROOT / name).exists(), (
        f"{name} would be read instead of requirements.txt where the app is deployed"
    )


@pytest.mark.parametrize("path", [*SOURCES, *sorted((ROOT / "tests").glob("*.py"))], ids=name_of)
def test_file_names_say_something(path: Path) -> None:
    assert not VAGUE & set(path.relative_to(ROOT).with_suffix("").parts), (
        f"{name_of(path)}: name it by its idea"
    )


def test_tests_are_flat() -> None:
    nested = [name_of(path) for path in (ROOT / "tests").glob("*/**/*.py")]
    assert not nested, f"{', '.join(nested)}: test modules stand directly in tests/"


PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CLUSTER = PROJECT["project"]["optional-dependencies"]["cluster"]
# what only those need who build on a cluster, or keep their data elsewhere
OPTIONAL = {"distributed", *(re.split(r"[\[<>=]", line)[0] for line in CLUSTER)}


def test_the_group_installs_what_the_extra_does() -> None:
    assert PROJECT["dependency-groups"]["cluster"] == CLUSTER
    assert {"include-group": "cluster"} in PROJECT["dependency-groups"]["dev"]


@pytest.mark.parametrize("path", RUNTIME, ids=name_of)
def test_what_is_optional_is_imported_by_who_needs_it(path: Path) -> None:
    at_once = [node for node in tree(path).body if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {alias.name for node in at_once if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in at_once if isinstance(node, ast.ImportFrom)}
    assert not {name.partition(".")[0] for name in names} & {"dask", "distributed", "fsspec", "upath"}


@pytest.mark.parametrize("distribution", sorted(THIRD_PARTY.keys() - OPTIONAL))
def test_every_import_is_required(distribution: str) -> None:
    users = ", ".join(sorted(THIRD_PARTY[distribution]))
    assert distribution in REQUIRED, f"{users} imports {distribution}, which requirements.txt does not list"


@pytest.mark.parametrize("distribution", sorted(REQUIRED))
def test_every_requirement_is_imported(distribution: str) -> None:
    assert distribution in THIRD_PARTY, f"requirements.txt lists {distribution}, which nothing imports"


@pytest.mark.parametrize("line", REQUIREMENTS)
def test_requirement_is_bounded(line: str) -> None:
    assert re.fullmatch(r"[\w.-]+>=[\d.]+,<[\d.]+", line), (
        f"{line}: write it as name>=lowest,<first untested major"
    )


@pytest.mark.parametrize("path", [path for path in SOURCES if path.name != "link.py"], ids=name_of)
def test_only_link_touches_the_url(path: Path) -> None:
    touched = any(
        isinstance(node, ast.Attribute) and node.attr == "query_params" for node in ast.walk(tree(path))
    )
    assert not touched, f"{name_of(path)} touches st.query_params: call components/link.py"


IN_THE_SESSION = {
    "link.py": "the clicks that are being answered, and what the URL will say once the browser has the answer",
    "own.py": "the files that are being taken over",
    "visit.py": "what is kept of a visit: corrections, and the visitor's own documents",
}


@pytest.mark.parametrize("path", [path for path in SOURCES if path.name not in IN_THE_SESSION], ids=name_of)
def test_only_clicks_and_what_is_kept_of_a_visit_are_in_the_session(path: Path) -> None:
    """A session holds what the URL cannot, and nobody else may see."""
    touched = any(
        isinstance(node, ast.Attribute) and node.attr == "session_state" for node in ast.walk(tree(path))
    )
    assert not touched, f"{name_of(path)} touches st.session_state: what is shown lives in the URL"


CONFIG = (ROOT / ".streamlit/config.toml").read_text(encoding="utf-8")
THEME = tomllib.loads(CONFIG)["theme"]


def test_configuration_names_nothing_outside() -> None:
    assert not re.search(r"https?:", CONFIG), ".streamlit/config.toml names an address outside this machine"
    assert tomllib.loads(CONFIG)["browser"]["gatherUsageStats"] is False


def test_the_server_takes_what_the_limits_allow_and_from_its_own_pages_only() -> None:
    server = tomllib.loads(CONFIG)["server"]
    limits = Limits()
    assert server["enableXsrfProtection"] is True and server["enableCORS"] is True
    assert server["maxUploadSize"] == limits.upload_megabytes
    assert server["maxMessageSize"] == limits.upload_megabytes
    assert server["disconnectedSessionTTL"] <= 30
    unknown = [name for name in server if f"server.{name}" not in get_config_options()]
    assert not unknown, f"Streamlit has no option server.{', server.'.join(unknown)}"


FORBIDDEN_IMPORTS = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib"}
FORBIDDEN_CALLS = {
    "eval": "computes what it is given",
    "exec": "runs what it is given",
    "compile": "makes code of what it is given",
    "__import__": "imports what it is given",
    "os.system": "is a shell",
    "os.popen": "is a shell",
    "subprocess.getoutput": "is a shell",
    "subprocess.getstatusoutput": "is a shell",
    "yaml.full_load": "makes objects of what it reads: call yaml.safe_load",
    "yaml.unsafe_load": "makes objects of what it reads: call yaml.safe_load",
    "tempfile.mktemp": "names a file that another may make first: call tempfile.mkstemp",
    "pd.read_pickle": "runs what it reads",
    "zipfile.Path": "takes the names in a zip for paths",
}


PLAIN_LOADERS = ("yaml.BaseLoader", "yaml.SafeLoader")  # texts and lists; numbers and days too


def forbidden(source: str) -> Iterator[str]:
    """What the source does that no source here may do."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names if each.name in FORBIDDEN_IMPORTS)
        if isinstance(node, ast.ImportFrom) and node.module in FORBIDDEN_IMPORTS:
            yield node.module
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if name == "yaml.load" and ast.unparse(node.args[-1]) not in PLAIN_LOADERS:
                yield f"{name} makes objects of what it reads: call yaml.safe_load"
            if name in FORBIDDEN_CALLS:
                yield f"{name} {FORBIDDEN_CALLS[name]}"
            if name.rpartition(".")[2] in ("extract", "extractall") and "archive" in name:
                yield f"{name} writes to paths that a file names"
            # the true constant and what is only known later are refused alike
            if any(each.arg == "shell" and ast.unparse(each.value) != "False" for each in node.keywords):
                yield f"{name} with a shell"


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_nothing_that_is_read_is_run(path: Path) -> None:
    found = list(forbidden(path.read_text(encoding="utf-8")))
    assert not found, f"{name_of(path)}: {'; '.join(found)}"


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "from pickle import loads",
        "eval(text)",
        "exec(text)",
        "os.system(text)",
        "subprocess.run(text, shell=True)",
        "yaml.load(text)",
        "tempfile.mktemp()",
        "archive.extractall()",
    ],
)
def test_what_would_run_it_is_found(source: str) -> None:
    assert list(forbidden(source))


FRONTEND = sorted((ROOT / "components/frontend").glob("*.js"))

MARKUP_IN_SCRIPTS = (
    r"\b(?:inner|outer)HTML\b",
    r"insertAdjacentHTML",
    r"document\.write",
    r"\bsrcdoc\b",
    r"\beval\b",
    r"\bnew Function\b",
    r"DOMParser",
    r"createContextualFragment",
    r"setHTML",
    r"\bh\(\"(?:script|iframe|object|embed|base|meta|style)\"",
    r"set(?:Timeout|Interval)\(\s*[\"'`]",
    r"\.replace(?:All)?\(\"\{\w+\}\", (?!\(\) =>|file\.encoding)",  # $& would be read; an encoding has none
)
"""What would make markup, or a program, of a text."""

READS_MARKUP = {
    **dict.fromkeys(("html", "iframe"), "reads HTML"),
    **dict.fromkeys(
        ("markdown", "write", "write_stream", "caption", "title", "header", "subheader", "badge", "metric"),
        "reads Markdown",
    ),
    **dict.fromkeys(
        ("error", "warning", "info", "success", "toast", "expander", "popover"), "reads Markdown"
    ),
    **dict.fromkeys(("table", "dataframe", "latex", "exception"), "reads Markdown, or addresses"),
    "plotly_chart": "draws outside components/plot.py",
}
"""Functions of Streamlit that would make more than text of what they are given."""


@pytest.mark.parametrize("path", FRONTEND, ids=name_of)
def test_scripts_make_text_nodes_only(path: Path) -> None:
    script = path.read_text(encoding="utf-8")
    found = [each[0] for pattern in MARKUP_IN_SCRIPTS for each in re.finditer(pattern, script)]
    assert not found, f"{name_of(path)}: {', '.join(found)}"


def read_as_markup(source: str) -> Iterator[str]:
    """What the source gives to Streamlit that reads it as markup."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        function = ast.unparse(node.func)
        name = function.removeprefix("st.")
        if function.startswith("st.") and name in READS_MARKUP:
            yield f"{function} {READS_MARKUP[name]}"
        if any(
            each.arg in ("unsafe_allow_html", "unsafe_allow_javascript", "help") for each in node.keywords
        ):
            yield f"{function} with markup"


@pytest.mark.parametrize("path", [ROOT / "app.py", *COMPONENTS], ids=name_of)
def test_streamlit_reads_no_text_as_markup(path: Path) -> None:
    # the one sentence of app.py names a folder of the server, and holds no word of a document
    allowed = ["st.error reads Markdown"] if path.name == "app.py" else []
    assert list(read_as_markup(path.read_text(encoding="utf-8"))) == allowed, name_of(path)


@pytest.mark.parametrize("source", ["st.markdown(text)", "st.html(text)", "st.button(name, help=text)"])
def test_what_would_read_markup_is_found(source: str) -> None:
    assert list(read_as_markup(source))


@pytest.mark.parametrize(
    "script", ["node.innerHTML = text", 'h("iframe", {})', 'label.replace("{word}", word)']
)
def test_a_script_that_would_make_markup_is_found(script: str) -> None:
    assert any(re.search(pattern, script) for pattern in MARKUP_IN_SCRIPTS)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, ``#rrggbb``, as WCAG 2 defines it: 1 to 21."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("ground", ["backgroundColor", "secondaryBackgroundColor"])
@pytest.mark.parametrize("text", ["textColor", "linkColor", "primaryColor", "grayColor"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_is_readable(theme: str, text: str, ground: str) -> None:
    ratio = contrast(THEME[theme][text], THEME[theme][ground])
    assert ratio >= 4.5, f"{theme}: {text} on {ground} has contrast {ratio:.1f}, and WCAG AA asks for 4.5"


@pytest.mark.parametrize("path", COMPONENTS, ids=name_of)
def test_no_button_is_primary(path: Path) -> None:
    """White text stands on a primary button, and the dark theme's primary colour is too light for it."""
    keywords = [node for node in ast.walk(tree(path)) if isinstance(node, ast.keyword) and node.arg == "type"]
    primary = [
        each for each in keywords if isinstance(each.value, ast.Constant) and each.value.value == "primary"
    ]
    assert not primary, f"{name_of(path)} draws a primary button, which is not readable in the dark theme"


def test_security_names_tests_that_are_there() -> None:
    """A promise whose test is gone is not kept by anything."""
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    named = re.findall(r"`(test_\w+)(?:\.(test_\w+))?`", text)
    missing = []
    for module, name in named:
        file = ROOT / "tests" / f"{module}.py"
        if not file.exists() or (name and f"def {name}(" not in file.read_text(encoding="utf-8")):
            missing.append(f"{module}.{name}".rstrip("."))
    assert len(named) > 20 and not missing, f"SECURITY.md names {', '.join(missing)}, which is not there"


def test_readme_shows_what_is_there() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    links = [target for target in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in target]
    missing = [target for target in links if not (ROOT / target).exists()]
    assert not missing, f"README.md links to {', '.join(missing)}, which is not there"
    table = re.search(r"<!-- bench -->(.*?)<!-- /bench -->", text, re.S)
    assert table and table[1].count("|") > 20, (
        "README.md has no table of speed; run python -m tests.bench --write"
    )
