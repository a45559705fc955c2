"""Weekly review: what changed last week, whether it is signal or noise, and who owns it."""

from pages.components import ask, board, frame

view = frame.page(
    "Weekly review",
    question="What changed last week, is it signal or noise, and who owns it?",
    metrics=ask.reviewed(),
)
board.draw_board(view)
