package app.xquare.trace.codec;

/** Bytes are not well-formed protobuf; the message says where. */
public final class ProtoException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ProtoException(int offset, String problem) {
    super("byte " + offset + ": " + problem, null, false, false);
  }
}
