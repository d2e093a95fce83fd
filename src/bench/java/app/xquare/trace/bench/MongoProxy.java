package app.xquare.trace.bench;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Forwards a client's messages to a MongoDB server on this machine, and shows each whole one first. */
final class MongoProxy implements AutoCloseable {
  private final ServerSocket listener;
  private final int target;
  private final Consumer<byte[]> seen;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /** @param seen gets what clients send, with the header; called by many threads */
  MongoProxy(int target, Consumer<byte[]> seen) {
    this.target = target;
    this.seen = seen;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(client);
        open.add(server);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        Thread.ofVirtual().start(() -> messages(client, server));
        Thread.ofVirtual().start(() -> answers(server, client));
      } catch (IOException closed) {
        // the loop's condition says so too
      }
    }
  }

  private void messages(Socket client, Socket server) {
    try (client; server) {
      DataInputStream in = new DataInputStream(client.getInputStream());
      OutputStream out = server.getOutputStream();
      byte[] length = new byte[Integer.BYTES];
      while (true) {
        in.readFully(length);
        ByteBuffer header = ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN);
        byte[] message = new byte[header.getInt()];
        System.arraycopy(length, 0, message, 0, length.length);
        in.readFully(message, length.length, message.length - length.length);
        seen.accept(message);
        out.write(message);
      }
    } catch (IOException closed) {
      // One side hung up.
    }
  }

  private static void answers(Socket server, Socket client) {
    try (server; client) {
      InputStream in = server.getInputStream();
      in.transferTo(client.getOutputStream());
    } catch (IOException closed) {
      // One side hung up.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
