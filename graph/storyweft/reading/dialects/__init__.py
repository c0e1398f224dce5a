"""What the generators of sites mean by names and keys: tables, and which of them a source is."""
