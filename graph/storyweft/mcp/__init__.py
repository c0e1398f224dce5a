"""A graph → a read-only server for assistants (Model Context Protocol) over stdin and stdout."""
