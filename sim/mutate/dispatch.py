"""Gives the pieces of a campaign to workers, survivors to judges, and killed ones to locate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.mutate import work
from sim.mutate.agenda import Agenda, Judging, Locating, Piece, Task
from sim.mutate.book import Book
from sim.mutate.result import Judged, Named
from sim.mutate.task import Answer, JudgeOrder, LocateOrder, Order
from sim.regress.agenda import ATTEMPTS_AT_MOST
from sim.regress.dispatch import FINISHED, Dispatcher, Doable, Going
from sim.regress.model import Attempt
from sim.regress.task import Told

if TYPE_CHECKING:
    from distributed import Client, Future

LIMIT_TIMES, LIMIT_LEAST = 10.0, 20.0
"""A mutant gets so many times the processor time of the sound design, and so many seconds more."""


class MutationDispatcher(Dispatcher[Task]):
    """Gives out pieces, judgements and searches for blocks."""

    def __init__(
        self,
        client: Client,
        told: Told,
        agenda: Agenda,
        book: Book,
        patience: float,
        judge_seconds: float,
    ) -> None:
        """Begin; see `Dispatcher`.

        Args:
            client: of the scheduler.
            told: what every task is told.
            agenda: what is to be done.
            book: keeps what comes back.
            patience: seconds to wait for a worker that can do what is left.
            judge_seconds: wall time that the judgement of a survivor may take.
        """
        super().__init__(client, told, agenda, book, patience)
        self._tasks = agenda
        self._book = book
        self._judge_seconds = judge_seconds

    def submit(self, task: Task, how: dict[str, Any]) -> Future:
        """A piece, a survivor to judge, or a killed mutant to locate."""
        if isinstance(task, Judging):
            judging = JudgeOrder(task.key, task.mutant, self._judge_seconds)
            return self.client.submit(work.judge_survivor, self.told, judging, **how)
        if isinstance(task, Locating):
            locating = LocateOrder(task.key, task.mutant, task.probes)
            return self.client.submit(work.locate_mutant, self.told, locating, **how)
        trial = task.trial
        expected = self._book.ledger.sound.get(trial.key, trial.seconds)
        order = Order(
            key=task.key,
            batch=task.course.batch,
            trial=trial,
            mutants=task.mutants,
            limit_seconds=LIMIT_LEAST + LIMIT_TIMES * expected,
        )
        return self.client.submit(work.try_mutants, self.told, order, **how)

    def refused(self, answer: Any) -> bool:
        """Whether a worker has taken no task at all."""
        return isinstance(answer, Answer) and answer.refused

    def answered(self, going: Going[Task], _future: Future, answer: Any) -> bool:
        """Take what was found."""
        if not isinstance(answer, Answer):
            return False
        task = going.task
        attempt = Attempt(
            worker=answer.worker,
            host=answer.host,
            started=answer.started,
            seconds=answer.seconds,
            ended=answer.why or FINISHED,
        )
        if isinstance(task, Judging):
            self._judged(task, answer, attempt)
            return True
        if isinstance(task, Locating):
            self._named(task, answer, attempt)
            return True
        self._book.found(task, answer.tried, answer.sound)
        if answer.unsound:
            self._book.void(task, answer.why)
        elif answer.why:
            self.gave_up(task, attempt, answer.why, last=not answer.elsewhere)
        else:
            self._tasks.ended(task)
        return True

    def _judged(self, task: Judging, answer: Answer, attempt: Attempt) -> None:
        if answer.judged is not None:
            self._book.judged(task, answer.judged, answer.witness)
        else:
            self.gave_up(task, attempt, answer.why, last=not answer.elsewhere)

    def _named(self, task: Locating, answer: Answer, attempt: Attempt) -> None:
        if answer.named is not None:
            self._book.named(task, answer.named)
        else:
            self.gave_up(task, attempt, answer.why, last=not answer.elsewhere)

    def nobody(self, task: Doable, why: str) -> None:
        """No worker can do this."""
        self._book.event(f"{task.key} was not tried. {why}")
        if isinstance(task, Piece):
            self._tasks.ended(task)
        elif isinstance(task, Locating):
            self._book.named(task, Named(sentence=f"It was not looked for. {why}"))

    def gave_up(self, task: Task, attempt: Attempt, why: str, *, last: bool) -> None:
        """An attempt has ended before its task was done: another one, unless it was the last."""
        task.attempts.append(attempt)
        if isinstance(task, Piece):
            self._book.left(task)
        tries = len(task.attempts)
        self._book.event(f"Attempt {tries} at {task.key}: {why}")
        if tries < ATTEMPTS_AT_MOST and not last:
            self._tasks.again(task)
        elif isinstance(task, Piece):
            self._tasks.ended(task)
        elif isinstance(task, Locating):
            self._book.named(task, Named(sentence=f"The search has not come to its end. {why}"))
        else:
            self._book.judged(task, Judged(how=f"The judge has not come to its end. {why}"))
