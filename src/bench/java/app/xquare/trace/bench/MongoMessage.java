package app.xquare.trace.bench;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.jspecify.annotations.Nullable;

/**
 * A command as it passes in an {@code OP_MSG}.
 *
 * @param documents of its document sequence, which is how drivers send what they insert
 */
record MongoMessage(BsonDocument command, List<RawBsonDocument> documents) {
  private static final int HEADER_BYTES = 16;
  private static final int OP_MSG = 2013;
  private static final int CHECKSUM_PRESENT = 1;

  /** Null for messages of another kind, which say hello and nothing else. */
  static @Nullable MongoMessage read(byte[] message) {
    ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    if (in.getInt(HEADER_BYTES - Integer.BYTES) != OP_MSG) {
      return null;
    }
    in.position(HEADER_BYTES);
    int end = (in.getInt() & CHECKSUM_PRESENT) == 0
        ? message.length
        : message.length - Integer.BYTES;
    BsonDocument command = new BsonDocument();
    List<RawBsonDocument> documents = new ArrayList<>();
    while (in.position() < end) {
      if (in.get() == 0) {
        command = document(message, in);
      } else {
        int sequenceEnd = in.position() + in.getInt(in.position());
        in.position(in.position() + Integer.BYTES);
        while (in.get() != 0) {
          // the sequence's name
        }
        while (in.position() < sequenceEnd) {
          documents.add(document(message, in));
        }
      }
    }
    return new MongoMessage(command, documents);
  }

  private static RawBsonDocument document(byte[] message, ByteBuffer in) {
    int length = in.getInt(in.position());
    RawBsonDocument document = new RawBsonDocument(message, in.position(), length);
    in.position(in.position() + length);
    return document;
  }

  String name() {
    return command.isEmpty() ? "" : command.getFirstKey();
  }

  /** Of a command that names one. */
  String collection() {
    return command.getString(name()).getValue();
  }

  /** Those of a field that may come in the command or as a sequence. */
  List<RawBsonDocument> documents(String field) {
    if (!documents.isEmpty()) {
      return documents;
    }
    return command.getArray(field, new BsonArray()).stream().map(BsonValue::asDocument)
        .map(document -> new RawBsonDocument(document, new BsonDocumentCodec()))
        .toList();
  }
}
