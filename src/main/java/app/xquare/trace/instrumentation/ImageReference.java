package app.xquare.trace.instrumentation;

import org.jspecify.annotations.Nullable;

/** An image's name, tag and digest. A port is no tag. */
record ImageReference(String repository, @Nullable String tag, @Nullable String digest) {
  static ImageReference of(String image) {
    int at = image.indexOf('@');
    String digest = at < 0 ? null : image.substring(at + 1);
    String name = at < 0 ? image : image.substring(0, at);
    int colon = name.lastIndexOf(':');
    boolean tagged = colon > name.lastIndexOf('/');
    return new ImageReference(tagged ? name.substring(0, colon) : name,
        tagged ? name.substring(colon + 1) : null, digest);
  }

  /** {@code tag}, {@code tag@digest} or {@code digest}; null if it has neither. */
  @Nullable
  String version() {
    if (digest == null) {
      return tag;
    }
    return tag == null ? digest : tag + "@" + digest;
  }
}
