"""What portals have lost and web archives have kept (网页档案): CDX to find it, Memento to fetch it.

``cdx`` reads and asks indexes, ``targets`` says what is worth asking for, ``spider`` asks, ``evidence`` keeps
the answers with their original time, ``settling`` marks what became of the pages.
"""
