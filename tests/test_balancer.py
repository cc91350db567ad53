"""Two processes of the app behind nginx, with the files of docs/deployment as they are: only the ports are others."""

import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.conftest import HOST, ROOT, end, params, settled, visit

DEPLOYMENT = ROOT / "docs" / "deployment"
UNIT = (DEPLOYMENT / "shuangbian@.service").read_text(encoding="utf-8")
BALANCER = (DEPLOYMENT / "nginx.conf").read_text(encoding="utf-8")

NGINX = """
{user} pid {place}/nginx.pid;
error_log {place}/error.log;
events {{}}
http {{
    client_body_temp_path {place}/body;
    proxy_temp_path {place}/proxy;
    fastcgi_temp_path {place}/fastcgi;
    uwsgi_temp_path {place}/uwsgi;
    scgi_temp_path {place}/scgi;
    log_format served '$visitor $upstream_addr $status $uri';
    access_log {place}/access.log served;
    include {place}/balancer.conf;
}}
"""

TEXT = "发言人表示，中法两国将扩大绿色合作，欢迎法国企业来华。\n\n谈到中德关系，发言人说，双方在铁路领域的合作进入新阶段。\n"


@dataclass
class Balanced:
    """What runs: the balancer's address, the app's processes by their own, and what the balancer wrote down."""

    address: str
    processes: dict[str, subprocess.Popen[bytes]]
    log: Path

    def served(self) -> dict[str, set[str]]:
        """Which of the app's processes each visitor came to."""
        found = defaultdict(set)
        for line in self.log.read_text().splitlines():
            visitor, process, *_ = line.split()
            found[visitor].add(process)
        return found

    def ways(self, visitor: str) -> set[tuple[str, str]]:
        """What a visitor asked for: (process, path)."""
        lines = [line.split() for line in self.log.read_text().splitlines()]
        return {(process, path) for name, process, _, path in lines if name == visitor}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def healthy(address: str) -> bool:
    with closing(HTTPConnection(address, timeout=1)) as connection:
        try:
            connection.request("GET", "/_stcore/health")
            return connection.getresponse().status == 200
        except OSError:
            return False


@contextmanager
def running(command: list[str], **options: object) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is ended afterwards."""
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options
    )  # type: ignore[call-overload]
    try:
        yield process
    finally:
        end(process)


def replaced(text: str, changes: dict[str, str]) -> str:
    """The text with each of some words in place of another, which must stand there once."""
    for old, new in changes.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


@pytest.fixture(scope="module")
def balanced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Balanced]:
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if nginx is None:
        reason = "no nginx on the path: on Debian and Ubuntu it is the package nginx-light"
        if os.environ.get("BROWSER_TESTS") == "required":
            pytest.fail(f"{reason}, but BROWSER_TESTS=required")
        pytest.skip(reason)
    place = tmp_path_factory.mktemp("balancer")
    port, *ports = (free_port() for _ in range(3))
    addresses = [f"{HOST}:{each}" for each in ports]
    config = replaced(
        BALANCER,
        {f"{HOST}:8501": addresses[0], f"{HOST}:8502": addresses[1], "listen 80;": f"listen {HOST}:{port};"},
    )
    (place / "balancer.conf").write_text(config)
    user = "user root;" if os.geteuid() == 0 else ""
    (place / "nginx.conf").write_text(NGINX.format(place=place, user=user))
    balancer = [nginx, "-p", str(place), "-c", str(place / "nginx.conf")]
    checked = subprocess.run([*balancer, "-t"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    (start,) = re.findall(r"^ExecStart=\S+ (.*)$", UNIT, re.M)
    environment = dict(os.environ) | {"SHUANGBIAN_DATA": str(ROOT / "data"), "TMPDIR": str(place)}
    with ExitStack() as stack:
        processes = {}
        for address, own in zip(addresses, ports, strict=True):
            command = [sys.executable, *shlex.split(start.replace("%i", str(own)))]
            processes[address] = stack.enter_context(running(command, cwd=ROOT, env=environment))
        stack.enter_context(running([*balancer, "-g", "daemon off;"]))
        deadline = time.monotonic() + 60
        while not all(healthy(each) for each in (*addresses, f"{HOST}:{port}")):
            assert time.monotonic() < deadline, (place / "error.log").read_text()
            time.sleep(0.05)
        yield Balanced(f"http://{HOST}:{port}", processes, place / "access.log")


def asked(balanced: Balanced, cookie: str = "") -> int:
    """The status of the page for a visitor with a cookie, or for a new one."""
    with closing(HTTPConnection(balanced.address.removeprefix("http://"), timeout=10)) as connection:
        connection.request("GET", "/", headers={"Cookie": cookie} if cookie else {})
        return connection.getresponse().status


def test_visitors_are_shared_out(balanced: Balanced) -> None:
    for _ in range(40):
        assert asked(balanced) == 200
    assert set().union(*balanced.served().values()) == {*balanced.processes}


def test_each_visitor_keeps_to_one_process(balanced: Balanced, browser: Browser) -> None:
    with visit(browser) as page, visit(browser) as other:
        page.goto(balanced.address)
        page.locator(".rows > button").first.click()
        expect(page.locator(".chips .drop")).to_have_count(1)
        assert params(page)["r"]
        # what is brought goes by another way than clicks, and to the same process
        other.goto(f"{balanced.address}/?view=documents")
        settled(other)
        other.locator("[data-testid=stFileUploaderDropzoneInput]").set_input_files(
            [{"name": "吹风会.txt", "mimeType": "", "buffer": TEXT.encode()}]
        )
        other.get_by_role("button", name="查看我的文档").click(timeout=60_000)
        expect(other.locator("strong[role=status]")).to_have_text("2 / 2 段")
        cookies = [each.context.cookies() for each in (page, other)]
    visitors = {each["value"] for found in cookies for each in found if each["name"] == "shuangbian"}
    deadline = time.monotonic() + 15  # a websocket is written down when it is closed
    while not all("/_stcore/stream" in {path for _, path in balanced.ways(each)} for each in visitors):
        assert time.monotonic() < deadline, "no websocket came through"
        time.sleep(0.1)
    ways = [balanced.ways(each) for each in visitors]
    assert len(visitors) == 2 and all(len({process for process, _ in each}) == 1 for each in ways), ways
    assert any(path.startswith("/_stcore/upload_file") for each in ways for _, path in each)


def test_visitors_of_a_process_that_is_down_go_to_the_other(balanced: Balanced) -> None:
    gone = next(iter(balanced.processes))
    balanced.processes[gone].terminate()
    balanced.processes[gone].wait(timeout=10)
    for number in range(8):
        assert asked(balanced, f"shuangbian={number:032x}") == 200
