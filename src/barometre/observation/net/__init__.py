"""The only way out to the network: bounded, guarded and polite clients of HTTP, TLS and DNS."""
