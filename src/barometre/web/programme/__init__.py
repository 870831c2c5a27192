"""The steering room: governance, objectives, group projects, the fund and its effect, as people enter them."""
