"""What who answers for a collectivité sees: its questionnaires, page by page, the summary, the receipt."""
