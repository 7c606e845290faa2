"""Past one machine: jobs in PostgreSQL, put there by ``nianbao schedule``, done by any ``nianbao worker``.

A job is one command of ``nianbao`` for one portal, run as a process of its own; so what a worker does is what
the same command does without a queue.
"""
