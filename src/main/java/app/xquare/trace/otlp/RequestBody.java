package app.xquare.trace.otlp;

import app.xquare.trace.model.InvalidInputException;
import app.xquare.trace.model.TooLargeException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** Reads a request's body, however long, slow or compressed its sender made it. */
final class RequestBody {
  private RequestBody() {}

  /** The sender took too long. */
  static final class TooSlowException extends IOException {
    private static final long serialVersionUID = 1;
  }

  /** The sender is gone. */
  static final class BrokenOffException extends IOException {
    private static final long serialVersionUID = 1;

    BrokenOffException(IOException cause) {
      super(cause);
    }
  }

  /**
   * @param limit in bytes, of what is sent and of what it decompresses to
   * @throws TooLargeException before anything is read where the length is said
   * @throws InvalidInputException if it does not decompress
   */
  static byte[] read(HttpServletRequest request, Compression compression, long limit,
      Duration patience) throws IOException {
    if (request.getContentLengthLong() > limit) {
      throw new TooLargeException("body: " + request.getContentLengthLong()
          + " bytes (expected: at most " + limit + ")");
    }
    InputStream sent = new Sent(request.getInputStream(), limit, patience);
    if (compression == Compression.IDENTITY) {
      return sent.readAllBytes();
    }
    try (InputStream inflated = compression.inflate(sent)) {
      return new Limited(inflated, limit, "body: decompresses to more than ").readAllBytes();
    } catch (TooSlowException | BrokenOffException e) {
      throw e;
    } catch (IOException e) {
      throw new InvalidInputException("body", String.valueOf(e.getMessage()),
          compression.expected());
    }
  }

  private static class Limited extends InputStream {
    private final InputStream in;
    private final long limit;
    private final String problem;
    private long total;

    Limited(InputStream in, long limit, String problem) {
      this.in = in;
      this.limit = limit;
      this.problem = problem;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = in.read(buffer, offset, length);
      if (read > 0) {
        total += read;
        if (total > limit) {
          throw new TooLargeException(problem + limit + " bytes (expected: at most " + limit + ")");
        }
      }
      return read;
    }

    /** Without asking the network: a gzip stream only wants to know whether another may follow. */
    @Override
    public int available() throws IOException {
      return in.available();
    }
  }

  private static final class Sent extends Limited {
    private final long begin = System.nanoTime();
    private final Duration patience;

    Sent(InputStream in, long limit, Duration patience) {
      super(in, limit, "body: more than ");
      this.patience = patience;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      try {
        int read = super.read(buffer, offset, length);
        if (read > 0 && System.nanoTime() - begin > patience.toNanos()) {
          throw new TooSlowException();
        }
        return read;
      } catch (SocketTimeoutException e) {
        TooSlowException slow = new TooSlowException();
        slow.initCause(e);
        throw slow;
      } catch (TooSlowException e) {
        throw e;
      } catch (IOException e) {
        throw new BrokenOffException(e);
      }
    }
  }
}
