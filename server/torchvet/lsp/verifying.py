"""Verifications on a client's request: one at a time for each script, none in a workspace that isn't trusted.

A client that says ``"verify": true`` in its ``initializationOptions`` speaks of them like this::

    torchvet/verify            {"script": "file:///home/me/train.py", "args": ["--small"]}
                            -> {"result": {...}, "python": "/home/me/.venv/bin/python", "args": ["--small"]}
                            -> {"problem": {"kind": "no-torch", "message": "..."}}
    torchvet/verifyProgress    {"script": "file:///home/me/train.py", "steps": 200, "again": false,
                                "torch": null, "step": 12, "losses": [2.3, 1.9], "accuracy": 0.5,
                                "output": "epoch 1\\n"}
    torchvet/configuredScripts {} -> [{"name": "train.py", "script": "file:///home/me/train.py", "args": []}]
    torchvet/stopVerification  {"script": "file:///home/me/train.py"} -> whether it was running

Script and arguments may be left out; then the settings and the configuration are asked. The result is the
object that ``torchvet verify --output-format json`` prints, with the text of each line that it names.
For every other client there are the commands ``torchvet.verify`` and ``torchvet.stopVerification``.
"""

from __future__ import annotations

import asyncio
import linecache
from collections.abc import Callable, Mapping
from typing import Any, cast

from torchvet.lsp.failures import told
from torchvet.lsp.measured import Measured
from torchvet.lsp.settings import WorkspaceSettings
from torchvet.lsp.uris import filename_of, path_of, uri_of
from torchvet.lsp.verify_plan import Refused, VerifyWish, capitalized, plan_verification
from torchvet.lsp.verify_run import Heard, RunningVerification
from torchvet.verify.request import CouldNotRun, NoTorch, NotPython, VerifyRequest
from torchvet.verify.result import Verdict, VerifyResult

VERIFY = "torchvet/verify"
STOP = "torchvet/stopVerification"
CONFIGURED = "torchvet/configuredScripts"
PROGRESS = "torchvet/verifyProgress"

END_SECONDS = 3.0
"""How long the end of the server waits for the ends of scripts; they end in any case."""

Tell = Callable[[VerifyRequest, Heard], None]


class Verifying:
    """The verifications that run.

    Args:
        settings: the settings of each folder.
        measured: takes the results.
        notify: sends a notification.
        on_result: called with the files about which there is something else to show, and whether a pass was
            recorded.
    """

    def __init__(
        self,
        settings: WorkspaceSettings,
        measured: Measured,
        notify: Callable[[str, Any], None],
        on_result: Callable[[set[str], bool], None],
    ) -> None:
        self._settings = settings
        self._measured = measured
        self._notify = notify
        self._on_result = on_result
        self._running: dict[str, RunningVerification] = {}
        self._ending: list[RunningVerification] = []

    # --- for clients that know of it --------------------------------------------------------

    async def answer(self, params: Any) -> dict[str, Any]:
        """Answers ``torchvet/verify`` when the run is over."""
        uri, wish = wish_of(params)

        def tell(request: VerifyRequest, heard: Heard) -> None:
            self._notify(PROGRESS, {"script": uri, "steps": request.steps, **_as_json(heard)})

        try:
            request, result = await self.run(uri, wish, tell)
        except Refused as refused:
            return {"problem": {"kind": refused.kind, "message": str(refused)}}
        return {"result": _result(result), "python": str(request.python), "args": list(request.args)}

    def configured(self) -> list[dict[str, Any]]:
        """What each folder's configuration or settings name to be verified."""
        found: list[dict[str, Any]] = []
        for folder in self._settings.folder_uris:
            try:
                request = plan_verification(VerifyWish(), self._settings.of(folder))
            except Refused:
                continue
            script = uri_of(str(request.script)) if request.script else None
            found.append({"name": request.name, "script": script, "args": list(request.args)})
        return found

    def stop(self, params: Any) -> bool:
        """Ends the run of a script, or all runs where none is named; tells whether there was one."""
        uri, _ = wish_of(params)
        wanted = filename_of(uri) if uri else None
        chosen = [each for script, each in self._running.items() if wanted in (None, script)]
        for running in chosen:
            running.cancel()
        return bool(chosen)

    # --- runs -------------------------------------------------------------------------------

    async def run(
        self,
        uri: str | None,
        wish: VerifyWish,
        tell: Tell,
        began: Callable[[VerifyRequest], None] = lambda request: None,
    ) -> tuple[VerifyRequest, VerifyResult]:
        """Runs a script to its verdict.

        Args:
            uri: the script's; None for what the configuration names.
            wish: what to run.
            tell: called with what was heard of the run.
            began: called when it is known what is run.

        Raises:
            Refused: nothing could be run.
        """
        if not self._settings.is_trusted:
            raise Refused("untrusted", "Nothing of this workspace is run until you trust it.")
        request = plan_verification(wish, self._settings.of(uri or ""))
        script = wish.script or request.name
        if script in self._running:
            raise Refused("busy", f"{script} is being verified already.")
        running = self._running[script] = RunningVerification(request, lambda heard: tell(request, heard))
        try:
            began(request)
            moment = self._measured.begin()
            result = await running.run()
        except CouldNotRun as error:
            raise _refusal(error) from None
        except Exception as error:
            raise Refused("failed", told("The verification itself has failed", error)) from error
        finally:
            self._ending.append(self._running.pop(script))
            self._ending = [each for each in self._ending if each.is_alive]
        if result.verdict is not Verdict.CANCELLED:
            self._on_result(self._measured.take(script, result, moment), running.has_recorded)
        return request, result

    def cancel(self) -> None:
        """Ends all runs soon."""
        for running in self._running.values():
            running.cancel()

    async def close(self) -> None:
        """Ends all runs, and waits until they are gone."""
        self.cancel()
        left = [*self._running.values(), *self._ending]
        loop = asyncio.get_running_loop()
        for running in left:
            await loop.run_in_executor(None, running.join, END_SECONDS)


def wish_of(params: Any) -> tuple[str | None, VerifyWish]:
    """The script's URI and the wish in a message's parameters; what doesn't fit is left out."""
    uri, args = _field(params, "script"), _field(params, "args")
    if not isinstance(uri, str) or not uri:
        uri = None
    elif path_of(uri) is None:
        uri = uri_of(uri)
    given = tuple(str(each) for each in cast("list[object]", args)) if isinstance(args, list) else None
    return uri, VerifyWish(filename_of(uri) if uri else None, given)


def _field(params: Any, name: str) -> Any:
    if isinstance(params, Mapping):
        return cast("Mapping[str, Any]", params).get(name)
    return getattr(params, name, None)


def _refusal(error: CouldNotRun) -> Refused:
    if isinstance(error, NoTorch):
        return Refused("no-torch", f"{capitalized(error.sentence)}: choose the interpreter you train with.")
    if isinstance(error, NotPython):
        return Refused("interpreter", f"{error.sentence}: choose the interpreter you train with.")
    return Refused("failed", capitalized(str(error)))


def _as_json(heard: Heard) -> dict[str, Any]:
    return {
        "again": heard.is_again,
        "torch": heard.torch,
        "step": heard.step,
        "losses": heard.losses,
        "accuracy": heard.accuracy,
        "output": "".join(heard.output),
    }


def _result(result: VerifyResult) -> dict[str, Any]:
    """The result as JSON, with the text of each line that it names."""
    linecache.checkcache()
    told = result.as_json()
    for finding in told["findings"]:
        for place in (finding, *finding["related"]):
            if place["filename"] is not None:
                place["text"] = _line(place["filename"], place["location"]["row"])
    if told["error"] is not None and told["error"]["filename"] is not None:
        told["error"]["text"] = _line(told["error"]["filename"], told["error"]["row"])
    return told


def _line(filename: str, row: int) -> str:
    return linecache.getline(filename, row).strip()
