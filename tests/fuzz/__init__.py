"""Inputs that nobody wrote, for each reader: none may raise, hang, or reach the network.

    python -m tests.fuzz NAME --minutes 10

A finding is kept among the seeds of its reader (``tests/fuzz/seeds/NAME``): commit it with its fix.
The tests try the seeds, and a bounded number of inputs that are the same every time.
"""
