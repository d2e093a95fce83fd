package app.xquare.trace.settings;

import org.springframework.util.unit.DataSize;

final class BetweenSizes extends BetweenComparables<DataSize> {
  BetweenSizes() {
    super(DataSize::parse);
  }
}
