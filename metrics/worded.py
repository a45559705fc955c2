"""What a metric and a dimension are called: declared in English, told in the reader's language."""

from __future__ import annotations

from metrics.language import tr


class Labelled:
    """Something with a name for readers."""

    english_label: str

    @property
    def label(self) -> str:
        """What it is called, in the reader's language."""
        return tr(self.english_label)


class Asked(Labelled):
    """Something that answers a question."""

    english_question: str

    @property
    def question(self) -> str:
        """What it answers, in the reader's language."""
        return tr(self.english_question)


class Explained(Labelled):
    """Something whose members need a sentence."""

    english_meaning: str

    @property
    def meaning(self) -> str:
        """What its members are, in the reader's language."""
        return tr(self.english_meaning)
