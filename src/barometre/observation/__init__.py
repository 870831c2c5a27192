"""What anyone can see of a collectivité's site, domain and mail: probes, judgement, and the engine that runs them."""
