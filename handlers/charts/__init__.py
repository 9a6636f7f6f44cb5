"""Pictures for the chat, PNG, 900 px wide or more, one calm style. The same input gives the same bytes."""

from handlers.charts.bars import bar_picture
from handlers.charts.page import MAX_WIDTH, MIN_WIDTH
from handlers.charts.progress import progress_picture
from handlers.charts.service import service_picture
from handlers.charts.table import MAX_ROWS, table_picture
from handlers.charts.trend import trend_picture

__all__ = ["MAX_ROWS", "MAX_WIDTH", "MIN_WIDTH", "bar_picture", "progress_picture", "service_picture", "table_picture", "trend_picture"]
