"""A visitor without a browser: speaks with the app's server over a websocket, in Streamlit's protocol.

The server cannot tell it from a browser: it opens an address, gets what each component is given, and sends the
clicks that the components' buttons send.
"""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

LIMIT = 60.0
"""Seconds that an answer may take."""


class NoAnswer(Exception):
    """The server's answer is an error, or there is none. The message says what came."""


@dataclass
class Visitor:
    """One visit: ``query`` is what its address says, ``views`` what each component of the page is given,
    {key: data}; ``received`` is how many bytes came in answer to the last thing that was asked."""

    socket: ClientConnection
    query: str = ""
    views: dict[str, Any] = field(default_factory=dict)
    received: int = 0
    _ids: dict[str, str] = field(default_factory=dict)
    _kept: dict[str, ForwardMsg] = field(default_factory=dict)
    _clicks: int = 0

    @property
    def params(self) -> dict[str, list[str]]:
        """What the address says: {name: values}."""
        return parse_qs(self.query)

    async def open(self, query: str) -> float:
        """Go to an address of the page; how many seconds its answer took. Raises NoAnswer."""
        self.query = query
        return await self._ask(BackMsg())

    async def click(self, key: str, click: dict[str, Any]) -> float:
        """Click in the component ``key``, which then sends ``click``; as ``open``."""
        asked = BackMsg()
        state = asked.rerun_script.widget_states.widgets.add()
        state.id = _make_trigger_id(self._ids[key], "events")
        self._clicks += 1
        value = [[self._clicks, click]]  # as dom.js numbers what has no answer yet
        state.json_trigger_value = json.dumps([{"event": "click", "value": value}])
        return await self._ask(asked)

    async def _ask(self, asked: BackMsg) -> float:
        asked.rerun_script.query_string = self.query
        asked.rerun_script.cached_message_hashes.extend(self._kept)
        started = time.monotonic()
        await self.socket.send(asked.SerializeToString())
        views: dict[str, Any] = {}
        ids: dict[str, str] = {}
        self.received = 0
        try:
            async with asyncio.timeout(LIMIT):
                while True:
                    data = await self.socket.recv()
                    self.received += len(data)
                    message = ForwardMsg.FromString(data)
                    if self._take(message, views, ids):
                        break
        except TimeoutError:
            raise NoAnswer(f"no answer within {LIMIT:.0f} seconds") from None
        seconds = time.monotonic() - started
        self.views, self._ids = views, ids
        return seconds

    def _take(self, message: ForwardMsg, views: dict[str, Any], ids: dict[str, str]) -> bool:
        """Read one message; True when it is the last of a run."""
        kind = message.WhichOneof("type")
        if kind == "ref_hash":  # a message that was sent before
            message = self._kept[message.ref_hash]
            kind = message.WhichOneof("type")
        elif message.metadata.cacheable:
            self._kept[message.hash] = message
        if kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            match element.WhichOneof("type"):
                case "bidi_component":
                    name = element.bidi_component.id
                    key = name.rpartition("-")[2]
                    ids[key], views[key] = name, json.loads(element.bidi_component.bytes)
                case "exception":
                    raise NoAnswer(f"{element.exception.type}: {element.exception.message}")
                case "alert":
                    raise NoAnswer(element.alert.body)
        elif kind == "script_finished":
            if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                raise NoAnswer("the script cannot be compiled")
            return message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
        return False


def visit(address: str) -> connect:
    """``async with visit(address) as socket:`` connects as a page of that server does; a Visitor speaks over it."""
    place = urlsplit(address)
    return connect(
        f"ws://{place.netloc}/_stcore/stream", subprotocols=["streamlit"], origin=address, max_size=None
    )
