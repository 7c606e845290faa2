"""Measures of the whole: accuracy against hand-made and generated truth, damaged copies, speed.

Nothing in the product imports this package; ``make accuracy``, ``make soak`` and ``make bench`` run it.
"""
