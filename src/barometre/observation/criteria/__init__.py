"""Judgement: from answers and pages to statements, criterion by criterion. Pure."""
