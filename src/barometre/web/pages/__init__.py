"""The pages a visitor reads: thin views, judgement in `presenters`, words in templates."""
