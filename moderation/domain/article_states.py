"""What can happen to an article."""

from enum import StrEnum

from moderation.domain.errors import IllegalTransition


class ArticleState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    UNPUBLISHED = "unpublished"


class ArticleAction(StrEnum):
    CREATE = "create"
    EDIT = "edit"
    PUBLISH = "publish"
    UNPUBLISH = "unpublish"
    CLOSE_COMMENTS = "close_comments"
    OPEN_COMMENTS = "open_comments"
    SET_CLOSING = "set_closing"


_S, _A = ArticleState, ArticleAction

#: Only these two move an article between states; the other actions leave the state alone.
TRANSITIONS: dict[ArticleAction, dict[ArticleState, ArticleState]] = {
    _A.PUBLISH: {_S.DRAFT: _S.PUBLISHED, _S.UNPUBLISHED: _S.PUBLISHED},
    _A.UNPUBLISH: {_S.PUBLISHED: _S.UNPUBLISHED},
}


def move(state: ArticleState, action: ArticleAction) -> ArticleState:
    """The state after `action`. Raises IllegalTransition when the table has no such edge."""
    try:
        return TRANSITIONS[action][state]
    except KeyError:
        raise IllegalTransition(action, state) from None
