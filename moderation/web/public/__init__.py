"""Citizens: articles, comments, receipts."""
