"""What stands between the network and Django: connections, bounds, kept answers, limits of use, health, metrics."""
