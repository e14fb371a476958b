"""What can go wrong for a user, in sentences and exit codes; only faults of the program leave a traceback."""

import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup

UNEXPECTED, USAGE, INVALID, MISSED, INTERRUPTED = 1, 2, 3, 4, 130


class Answers(TyperGroup):
    """Commands whose failures are told in sentences, and listed with whole sentences."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """List the commands, each with the first line of what it says of itself."""
        commands = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        rows = [(name, (command.help or "").split("\n\n")[0]) for name, command in commands if command]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def invoke(self, ctx: Any) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except typer.Exit:
            raise
        except KeyboardInterrupt:
            end(INTERRUPTED, "Interrupted; no results were written. Run the same command again when there is time.")
        except typer.BadParameter as error:
            _say_plainly(error)
            raise
        except (ValueError, RuntimeError) as error:
            code, sentences = _told(error)
            end(code, *sentences)


def end(code: int, *sentences: str) -> NoReturn:
    """Say why, and end with an exit code."""
    for sentence in sentences:
        say(sentence)
    raise typer.Exit(code)


def say(sentence: str) -> None:
    """Say something beside what was asked for, on one line."""
    from sim.reports.words import clean

    typer.echo(clean(sentence), err=True)


def refuse(parameter: str, message: str) -> NoReturn:
    """Say what is wrong with a parameter."""
    raise typer.BadParameter(message, param_hint=parameter)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Put Ctrl-C off while libraries load: some of them swallow it, others are left half loaded."""
    asked: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: asked.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if asked:
        raise KeyboardInterrupt


@contextmanager
def repeatable(scenario: str, settings: Sequence[str]) -> Iterator[None]:
    """Say of a replication that failed how to see it again, with the scenario as it was asked for."""
    from sim.studies import ReplicationError

    try:
        yield
    except ReplicationError as error:
        failed = f"Replication {error.replication} under {error.policy} failed: {error.reason}"
        end(UNEXPECTED, failed, f"To see it again: {error.command(scenario, settings)}")


def _say_plainly(error: typer.BadParameter) -> None:
    """Put what Typer says of a value with the words of Pydantic into those that problems of a scenario have."""
    from pydantic import ValidationError

    from sim.scenario.sentences import say_value_errors

    if isinstance(error.__cause__, ValidationError):
        error.message = say_value_errors(error.__cause__.errors())


def _told(error: Exception) -> tuple[int, list[str]]:
    """The exit code and sentences for what a user can mend; anything else is raised again."""
    from sim import PolicyError, ScenarioError, StudyError
    from sim.reports.replay import ReplayError
    from sim.studies import FolderError

    if isinstance(error, ScenarioError):
        return INVALID, [str(problem) for problem in error.problems]
    if isinstance(error, PolicyError):
        return INVALID, [problem.sentence for problem in error.problems]
    if isinstance(error, ReplayError):
        return INVALID, [str(error)]
    if isinstance(error, FolderError):
        return USAGE, [str(error)]
    if isinstance(error, StudyError):
        return UNEXPECTED, [str(error)]
    raise error
