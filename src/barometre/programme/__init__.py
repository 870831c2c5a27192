"""What the national programme steers by: objectives, the fund and its effect, computed from editions. No Django."""
