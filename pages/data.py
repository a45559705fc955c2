"""Data: what is loaded, how far it reaches, and what of it did not get in."""

from loaders import jobs
from metrics import load_settings
from pages.components import desk, frame, holdings, notes

settings = load_settings()
store, snapshot = frame.bare(
    "Data", question="What is loaded, how far does it reach, and what did not get in?"
)
bench = desk.Bench(
    receive=lambda files: jobs.receive(settings, files),
    check=lambda paths: jobs.start(settings, paths, dry_run=True),
    load=lambda paths: jobs.start(settings, paths, dry_run=False),
    undo=lambda batch: jobs.undo(settings, batch),
)
if snapshot:
    holdings.draw_answer(store, snapshot)
desk.draw_desk(bench)
if snapshot:
    holdings.draw_freshness(store, snapshot)
    holdings.draw_checks(store, snapshot)
    holdings.draw_quarantine(store)
    desk.draw_batches(bench, store.files(), snapshot)
else:
    notes.hint("Nothing is loaded yet. What you drop is looked at first.", key="data.empty")
