"""Verifies a script: runs it, once more where the first run was too short, and judges."""

from __future__ import annotations

import signal
import time
from typing import Any

from torchvet.verify.judge import Judgement, judge, numbers
from torchvet.verify.process import Listener, Output, RunFacts, ScriptRun
from torchvet.verify.request import FIRST_EPOCH, CouldNotRun, NoTorch, NotPython, VerifyRequest
from torchvet.verify.result import CodeThatRan, ScriptError, Verdict, VerifyFinding, VerifyResult

WORST = (
    Verdict.CANCELLED,
    Verdict.CRASHES,
    Verdict.DIVERGES,
    Verdict.NO_TRAINING_STEP,
    Verdict.TIMEOUT,
    Verdict.PLATEAUS,
    Verdict.OVERFITS,
)
LEAST_SECONDS = 5.0


class Verification:
    """One verification of a script.

    Args:
        request: what to run.
    """

    def __init__(self, request: VerifyRequest) -> None:
        self._request = request
        self._run: ScriptRun | None = None
        self._is_cancelled = False
        self._started = 0.0

    def cancel(self) -> None:
        """Ends it soon; may be called from another thread or a signal handler."""
        self._is_cancelled = True
        if self._run is not None:
            self._run.cancel()

    def run(self, listener: Listener | None = None, output: Output | None = None) -> VerifyResult:
        """Runs the script and judges.

        Args:
            listener: takes each report of the run as it comes.
            output: takes what the script prints.
        """
        self._started = time.time()
        listen: Listener = listener or _nothing
        tell: Output = output or _nothing
        first = self._run_once(FIRST_EPOCH, self._request.timeout, listen, tell)
        last, seconds = first, first.seconds
        left = self._request.timeout - first.seconds
        if _was_too_short(first, self._request.steps) and left > LEAST_SECONDS and not self._is_cancelled:
            listen({"event": "again"})
            second = self._run_once(0, left, listen, tell)
            seconds += second.seconds
            last = _with_earlier(second, first)
        return self._result(last, seconds)

    def _run_once(self, first_epoch: int, seconds: float, listener: Listener, output: Output) -> RunFacts:
        self._run = ScriptRun(self._request, first_epoch, seconds)
        if self._is_cancelled:
            self._run.cancel()
        return self._run.run(listener, output)

    # --- judging ----------------------------------------------------------------------------

    def _result(self, run: RunFacts, seconds: float) -> VerifyResult:
        if run.failure is not None and not run.ends:
            raise _failure(run.failure)
        if not run.ends:
            if run.start is None and not run.was_cancelled and not run.ran_out_of_time:
                raise NotPython(str(self._request.python))
            return self._without_end(run, seconds)
        judgements = {rank: judge(facts) for rank, facts in run.ends.items()}
        worst = min(judgements, key=lambda rank: (WORST.index(judgements[rank].verdict), rank))
        facts, judgement = run.ends[worst], judgements[worst]
        history = numbers(facts["history"])
        accuracy = facts["accuracy"]
        findings = {
            (each.kind, each.place): each for rank in judgements for each in judgements[rank].findings
        }
        return VerifyResult(
            verdict=judgement.verdict,
            sentence=judgement.sentence + self._about_ranks(run),
            script=self._request.name,
            device=facts["device"],
            steps=facts["steps"],
            seconds=seconds,
            history=history,
            accuracy=(accuracy[0], accuracy[1]) if accuracy else None,
            findings=tuple(findings.values()),
            error=judgement.error,
            held=facts["held"],
            held_back=tuple(facts.get("held_back", ())),
            ran=_code_that_ran(facts.get("code"), self._started),
        )

    def _about_ranks(self, run: RunFacts) -> str:
        wanted, got = self._request.processes, len(run.ends)
        if wanted == 1:
            return ""
        return (
            f" (All of {wanted} processes.)" if got == wanted else f" ({got} of {wanted} processes answered.)"
        )

    def _without_end(self, run: RunFacts, seconds: float) -> VerifyResult:
        judgement = _judge_without_end(run)
        return VerifyResult(
            verdict=judgement.verdict,
            sentence=judgement.sentence,
            script=self._request.name,
            steps=run.steps[-1]["step"] if run.steps else 0,
            seconds=seconds,
            history=numbers([step["loss"] for step in run.steps]),
            findings=judgement.findings,
            error=judgement.error,
        )


def verify(request: VerifyRequest, listener: Listener | None = None) -> VerifyResult:
    """Verifies a script."""
    return Verification(request).run(listener)


def _was_too_short(run: RunFacts, steps: int) -> bool:
    """Whether the script came to its end before it could be judged."""
    ends = list(run.ends.values())
    if len(ends) != 1 or ends[0]["reason"] != "ended":
        return False
    facts = ends[0]
    return facts["learnt_at"] is None and 0 < facts["steps"] < steps and facts["epochs"] > 0


def _with_earlier(second: RunFacts, first: RunFacts) -> RunFacts:
    """The second run with what only the first has seen, since the second stays in its first epoch."""
    if 0 not in second.ends or not second.ends[0]["steps"]:
        return first if not second.was_cancelled else second
    known = {(note["kind"], str(note["place"])) for note in second.ends[0]["observations"]}
    for note in first.ends[0]["observations"]:
        if (note["kind"], str(note["place"])) not in known:
            second.ends[0]["observations"].append(note)
    return second


def _judge_without_end(run: RunFacts) -> Judgement:
    """A run that was killed, by somebody or by itself."""
    if run.was_cancelled:
        return Judgement(Verdict.CANCELLED, "The verification was cancelled.")
    if run.ran_out_of_time:
        return Judgement(
            Verdict.TIMEOUT, "The time was over, and the script did not even notice; it was ended."
        )
    status = run.status or 0
    if status > 128:
        name = _signal_name(status - 128)
        advice = "Look whether memory ran out; a smaller batch may help." if name == "SIGKILL" else ""
        findings = (VerifyFinding("killed", f"The process was ended by {name}.", advice),) if advice else ()
        error = ScriptError(name, "the process was ended by a signal")
        return Judgement(Verdict.CRASHES, f"The script's process was ended by {name}.", findings, error)
    error = ScriptError("SystemExit", f"the process left with status {status}")
    sentence = f"The script's process left with status {status} without being judged."
    return Judgement(Verdict.CRASHES if status else Verdict.NO_TRAINING_STEP, sentence, (), error)


def _code_that_ran(told: dict[str, Any] | None, started: float) -> CodeThatRan | None:
    if not told or not told["stack"]:
        return None
    stack = tuple((each["file"], each["row"], each["function"], each["first"]) for each in told["stack"])
    return CodeThatRan(stack, tuple((each["file"], each["name"]) for each in told["classes"]), started)


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _failure(failure: dict[str, Any]) -> CouldNotRun:
    if failure["event"] == "no-torch":
        return NoTorch(failure["python"], failure["message"])
    return CouldNotRun(f"the probe failed in the script's process ({failure['message']}); please report it.")


def _nothing(*_: Any) -> None:
    """Listens to nothing."""
