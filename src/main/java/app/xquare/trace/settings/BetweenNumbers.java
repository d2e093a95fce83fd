package app.xquare.trace.settings;

final class BetweenNumbers extends BetweenComparables<Integer> {
  BetweenNumbers() {
    super(Integer::valueOf);
  }
}
