package app.xquare.trace.web;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

@Schema(name = "Services")
record ServicesView(List<ServiceView> services) {
  @Schema(name = "Service")
  record ServiceView(String name) {}

  static ServicesView of(List<String> names) {
    return new ServicesView(names.stream().map(ServiceView::new).toList());
  }
}
