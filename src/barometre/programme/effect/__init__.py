"""Effect of the fund: did helped collectivités move more than comparable ones? Needs the extra `[effect]`."""
