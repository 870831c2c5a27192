"""What a simulation of the method found, for the page that explains it (docs/decisions/0028).

`tests/scoring/test_simulation.py` finds these numbers again at each run, with the functions of this package: when the
method changes, that test fails and says the new ones.

- `looks`: communes of one strate, known by a register, are looked at one after another. With the base and the peers
  declared once, how many others got, lost or changed a place, and which share of the looks moved whom they were about;
  with the base declared anew after each look (and the peers with it), how many indicators crossed 80 %, how many of the
  others, at most, lost or changed a place when one did, and how many got, lost or changed one at the other looks.
- `bounds`: the figures with bounds stated along those looks, and the share of them whose bounds held the whole truth.
- `missing`: territories where a yes or a no is known of `known_percent` of the members. Share of the territories whose
  truth is outside the usual interval (95 %, normal approximation): when whom it is known of was drawn; when it is not
  known of those without a site, who answer no. Share of all these whose truth is outside the bounds.
"""

SIMULATION: dict[str, dict[str, int]] = {
    "looks": {
        "bodies": 60,
        "declared_once_others_moved": 0,
        "declared_once_looks_that_move_their_own_percent": 32,
        "declared_anew_indicators_that_cross": 7,
        "declared_anew_others_displaced_at_a_crossing_at_most_percent": 36,
        "declared_anew_others_moved_at_another_look": 0,
    },
    "bounds": {"statements": 698, "that_hold_percent": 100},
    "missing": {
        "territories": 100,
        "members": 400,
        "known_percent": 85,
        "usual_interval_misses_when_drawn_percent": 0,
        "usual_interval_misses_for_a_reason_percent": 100,
        "bounds_miss_percent": 0,
    },
}
