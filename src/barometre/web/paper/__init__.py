"""Documents on paper: sheets of collectivités, briefs of territories, the annual synthesis. Tagged PDF."""
