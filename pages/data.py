"""Data: what is loaded, how far it reaches, and what of it did not get in."""

from loaders import fixes, jobs
from metrics import load_settings
from metrics.language import tr
from pages.components import batches, desk, frame, held, holdings, notes
from pages.components.bench import Bench

settings = load_settings()
store, snapshot = frame.bare(
    "Data", question="What is loaded, how far does it reach, and what did not get in?"
)
bench = Bench(
    receive=lambda files: jobs.receive(settings, files),
    check=lambda paths: jobs.start(settings, paths, dry_run=True),
    load=lambda paths: jobs.start(settings, paths, dry_run=False),
    undo=lambda batch: jobs.undo(settings, batch),
    fix_file=fixes.written,
)
if snapshot:
    holdings.draw_answer(store, snapshot)
desk.draw_desk(bench)
if snapshot:
    held.draw_quarantine(store, bench)
    holdings.draw_freshness(store, snapshot)
    holdings.draw_checks(store, snapshot)
    batches.draw_batches(bench, store.files(), snapshot)
else:
    notes.hint(tr("Nothing is loaded yet. What you drop is looked at first."), key="data.empty")
