"""Lists of the desk count no further than anybody pages."""

from django.core.paginator import Paginator
from django.utils.functional import cached_property


class BoundedPaginator(Paginator):
    """Counts a thousand rows at most: a million must not be counted to show twenty-five."""

    most = 1000

    @cached_property
    def count(self) -> int:
        return self.object_list.order_by()[: self.most].count()
