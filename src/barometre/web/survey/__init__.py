"""Waves of questionnaires: opened by the team, answered by collectivités through their link, counted, exported."""
