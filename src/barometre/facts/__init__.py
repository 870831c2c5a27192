"""The fact table: what one source says of one collectivité at one date. Never changed, only superseded."""
