"""Graph → one offline page in which a person explores it."""
