package app.xquare.trace.web;

import app.xquare.trace.query.SearchPage;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

@Schema(name = "SearchPage")
record SearchPageView(
    @Schema(description = "Latest start first, then by trace id") List<TraceSummaryView> traces,
    @Schema(description = "True if nothing follows") boolean complete,
    @Schema(types = {
        "string",
        "null"}, description = "Continues the search exactly here; null if it is complete") @Nullable String nextCursor,
    @Schema(description = "Fragments that were looked at for this page") long scannedFragments) {
  static SearchPageView of(SearchPage page) {
    return new SearchPageView(page.traces().stream().map(TraceSummaryView::of).toList(),
        page.complete(), page.nextCursor(), page.scannedFragments());
  }
}
