package app.xquare.trace.query;

/** Sorts indices by what they point at, without a box for each. */
final class IntSort {
  /** Orders two indices. */
  @FunctionalInterface
  interface Order {
    int compare(int a, int b);
  }

  private static final int RUN = 16;

  private IntSort() {}

  /** Sorts {@code values[0..size)}, stable, in n log n steps; in n where they are sorted already. */
  static void sort(int[] values, int size, Order order) {
    for (int from = 0; from < size; from += RUN) {
      insertionSort(values, from, Math.min(from + RUN, size), order);
    }
    int[] scratch = size > RUN ? new int[size] : values;
    for (int width = RUN; width < size; width *= 2) {
      for (int from = 0; from + width < size; from += 2 * width) {
        merge(values, from, from + width, Math.min(from + 2 * width, size), scratch, order);
      }
    }
  }

  private static void insertionSort(int[] values, int from, int to, Order order) {
    for (int i = from + 1; i < to; i++) {
      int value = values[i];
      int at = i;
      while (at > from && order.compare(values[at - 1], value) > 0) {
        values[at] = values[at - 1];
        at--;
      }
      values[at] = value;
    }
  }

  private static void merge(int[] values, int from, int middle, int to, int[] scratch,
      Order order) {
    if (order.compare(values[middle - 1], values[middle]) <= 0) {
      return;
    }
    System.arraycopy(values, from, scratch, from, middle - from);
    int left = from;
    int right = middle;
    int at = from;
    while (left < middle) {
      if (right < to && order.compare(values[right], scratch[left]) < 0) {
        values[at++] = values[right++];
      } else {
        values[at++] = scratch[left++];
      }
    }
  }
}
