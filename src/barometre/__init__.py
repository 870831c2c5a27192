"""The barometer of the digital transformation of French local authorities."""
