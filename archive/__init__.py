"""Keeps and serves: codebook, divisions, models, session, queries, exports."""
