"""Work in the background: a table of jobs polled by one worker.

Own table instead of huey: one host with SQLite and one queue of writers needs no second store that could disagree with the
first. What is queued, how far it is and what failed is read from the same database the work itself changes, is in the same
transaction as the act that queued it, and survives ``kill -9``: a step that was running is simply taken again.
"""
