"""Arguments → library → text → exit code, and nothing else."""
