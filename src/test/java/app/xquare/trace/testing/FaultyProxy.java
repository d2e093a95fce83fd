package app.xquare.trace.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A TCP proxy to a local port that loses connections when told to. Cut connections are reset. */
public final class FaultyProxy implements AutoCloseable {
  private final ServerSocket listener;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong bytesLeft = new AtomicLong(Long.MAX_VALUE);
  private final AtomicInteger cuts = new AtomicInteger();
  private volatile boolean refusing;

  /** Forwards to {@code target} on the loopback address. Nobody need listen there yet. */
  public FaultyProxy(int target) {
    this.target = target;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().name("proxy").start(this::accept);
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Cuts all connections there are; new ones are forwarded. */
  public void cut() {
    cuts.incrementAndGet();
    open.forEach(this::reset);
  }

  /** Cuts all connections once so many more bytes have passed, both ways together. */
  public void cutAfter(long bytes) {
    bytesLeft.set(bytes);
  }

  /** Cuts all connections and every new one, until {@link #forward()}. */
  public void refuse() {
    refusing = true;
    cut();
  }

  public void forward() {
    bytesLeft.set(Long.MAX_VALUE);
    refusing = false;
  }

  /** How often connections were cut. */
  public int cuts() {
    return cuts.get();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    refuse();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        connect(listener.accept());
      } catch (IOException closed) {
        // the loop's condition says so too
      }
    }
  }

  private void connect(Socket client) {
    try {
      open.add(client);
      if (refusing) {
        reset(client);
        return;
      }
      Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
      open.add(server);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      Thread.ofVirtual().start(() -> copy(client, server));
      Thread.ofVirtual().start(() -> copy(server, client));
      if (refusing) {
        cut();
      }
    } catch (IOException nobodyListens) {
      reset(client);
    }
  }

  private void copy(Socket from, Socket to) {
    byte[] buffer = new byte[8192];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        int size = read;
        long left = bytesLeft.getAndUpdate(now -> now == Long.MAX_VALUE ? now : now - size);
        if (left > read) {
          out.write(buffer, 0, read);
        } else {
          out.write(buffer, 0, (int) Math.max(0, left));
          out.flush();
          bytesLeft.set(Long.MAX_VALUE);
          cut();
        }
      }
    } catch (IOException cut) {
      // both ends are closed below
    } finally {
      reset(from);
      reset(to);
    }
  }

  private void reset(Socket socket) {
    open.remove(socket);
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException alreadyClosed) {
      // which is what was wanted
    }
  }
}
