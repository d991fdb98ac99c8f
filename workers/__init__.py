"""Celery app, schedule, thin tasks, projector."""
