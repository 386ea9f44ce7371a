from itertools import product

import pytest

from moderation.domain.article_states import ArticleAction, ArticleState, move
from moderation.domain.errors import IllegalTransition

EDGES = {
    ("draft", "publish"): "published",
    ("unpublished", "publish"): "published",
    ("published", "unpublish"): "unpublished",
}


@pytest.mark.parametrize(("state", "action"), list(product(ArticleState, ArticleAction)))
def test_articles_move_along_these_edges_only(state, action):
    if (state, action) in EDGES:
        assert move(state, action) == EDGES[state, action]
    else:
        with pytest.raises(IllegalTransition):
            move(state, action)
