"""Documents → articles, providers, topics, links: who is the same as whom, and why."""
