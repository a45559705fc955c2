"""Data: what is loaded, how far it reaches, and what of it did not get in."""

from loaders import fixes, forms, jobs
from metrics import load_settings
from pages.components import batches, declaring, desk, frame, held, holdings
from pages.components.bench import Bench

settings = load_settings()
store, snapshot, gone = frame.bare(
    "Data", question="What is loaded, how far does it reach, and what did not get in?"
)
bench = Bench(
    receive=lambda files: jobs.receive(settings, files),
    check=lambda paths: jobs.start(settings, paths, dry_run=True),
    load=lambda paths: jobs.start(settings, paths, dry_run=False),
    undo=lambda batch: jobs.undo(settings, batch),
    fix_file=fixes.written,
    suggest=lambda path: jobs.suggest(settings, path),
    try_draft=lambda path, text: jobs.try_draft(settings, path, text),
    columns=forms.columns_of(settings),
    zones=forms.zones(),
    pattern=forms.pattern,
    declared=lambda answers, found: forms.checked(settings, answers, found),
    keep=lambda answers: forms.kept(settings, answers),
)
if snapshot:
    holdings.draw_answer(store, snapshot)
desk.draw_desk(bench)
declaring.draw_form(bench)
if snapshot:
    held.draw_quarantine(store, bench)
    holdings.draw_freshness(store, snapshot)
    holdings.draw_checks(store, snapshot)
    batches.draw_batches(bench, store.files(), snapshot)
elif not gone:
    desk.draw_welcome(list(bench.columns))
