"""What the weekly review remembers: notes, actions, frozen weeks, and what was restated since.

>>> notebook = Notebook(load_settings())                                   # doctest: +SKIP
>>> notebook.write_note(week, "backlog", "Two on leave.", author="Ann")    # doctest: +SKIP
"""

from metrics.notes.book import Notebook
from metrics.notes.model import Action, Frozen, Minutes, Note, Owed, owed
from metrics.notes.openings import Looked, Openings, Use
from metrics.notes.restated import Restatement, freeze, restated
from metrics.notes.views import SavedView, Views

__all__ = [
    "Action",
    "Frozen",
    "Looked",
    "Minutes",
    "Note",
    "Notebook",
    "Openings",
    "Owed",
    "Restatement",
    "SavedView",
    "Use",
    "Views",
    "freeze",
    "owed",
    "restated",
]
