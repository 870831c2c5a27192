"""What other sites show of a collectivité: a badge, a small chart, and the page that gives the line of HTML."""
