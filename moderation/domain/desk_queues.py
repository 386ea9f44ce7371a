"""The queues of the comment desk: which comments stand in each, and which of them waits longest."""

from enum import StrEnum

from moderation.domain.comment_states import UNDECIDED, CommentState, Tally


class Queue(StrEnum):
    """What is covered has a desk of its own; appeals and take-downs have pages of their own."""

    PENDING = "pending"
    HELD = "held"
    ESCALATED = "escalated"
    UNDECIDED = "undecided"  # the three above together
    MINE = "mine"  # of those, what this person has in front of them
    REPORTED = "reported"
    PUBLISHED = "published"
    REJECTED = "rejected"
    SPAM = "spam"
    TAKEN_DOWN = "taken_down"
    CONVERTED = "converted"
    WITHDRAWN = "withdrawn"


_SEVERAL: dict[Queue, tuple[CommentState, ...]] = {
    Queue.UNDECIDED: UNDECIDED,
    Queue.MINE: UNDECIDED,
    Queue.REPORTED: (CommentState.PUBLISHED,),
}

#: Where somebody still has to decide, so where a batch can be taken from.
TO_DECIDE = frozenset({Queue.PENDING, Queue.HELD, Queue.ESCALATED, Queue.UNDECIDED})


def states_of(queue: Queue) -> tuple[CommentState, ...]:
    """States of the comments in `queue`."""
    return _SEVERAL.get(queue) or (CommentState(queue.value),)


def tallies_of(queue: Queue) -> tuple[Tally, ...]:
    """The kept counters that add up to the length of `queue`; none for one person's own."""
    if queue is Queue.MINE:
        return ()
    if queue is Queue.REPORTED:
        return (Tally.REPORTED,)
    return tuple(Tally(state) for state in states_of(queue))
