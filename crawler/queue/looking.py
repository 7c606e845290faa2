"""What the queue holds, for ``nianbao queue``."""

from __future__ import annotations

from typing import Any

from crawler.queue.connecting import look

_COUNTS = "SELECT task_name, status::text, count(*) FROM procrastinate_jobs GROUP BY 1, 2"
_WORKERS = """
SELECT id, last_heartbeat, last_heartbeat < now() - make_interval(secs => %(dead)s) AS silent
FROM procrastinate_workers ORDER BY id
"""
_JOBS = """
SELECT job.id, job.task_name AS task, job.status::text, job.args, job.priority, job.attempts,
    job.scheduled_at, job.worker_id AS worker, event.at AS since,
    job.status = 'doing' AND (worker.id IS NULL
        OR worker.last_heartbeat < now() - make_interval(secs => %(dead)s)) AS stalled
FROM procrastinate_jobs job
LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
LEFT JOIN LATERAL (SELECT max(at) AS at FROM procrastinate_events WHERE job_id = job.id) event ON true
WHERE job.status IN ('todo', 'doing', 'failed')
ORDER BY job.status = 'todo', job.status = 'failed', job.priority DESC, job.id
"""
_NAMES = {"todo": "waiting", "doing": "running", "failed": "failed", "succeeded": "done"}


def state_of_queue(archive: str, dead_after: float) -> dict[str, Any]:
    """Workers, counts by task and state, and every job that runs, waits or has failed, as JSON.

    Raises NothingFound where there is no queue, and as ``crawler.queue.connecting.queue_app``.
    """
    dead = {"dead": dead_after}
    return {
        "workers": [_plain(row) for row in look(archive, _WORKERS, dead)],
        "counts": _counts(look(archive, _COUNTS)),
        "jobs": [_job(row) for row in look(archive, _JOBS, dead)],
    }


def _counts(rows: list[dict[str, Any]]) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for row in rows:
        state = _NAMES.get(row["status"], row["status"])
        counts.setdefault(row["task_name"], {})[state] = row["count"]
    return counts


def _job(row: dict[str, Any]) -> dict[str, Any]:
    arguments = row.pop("args")
    state = "stalled" if row.pop("stalled") else _NAMES[row.pop("status")]
    return _plain({"id": row.pop("id"), "task": row.pop("task"), **arguments, "state": state, **row})


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in row.items()}
