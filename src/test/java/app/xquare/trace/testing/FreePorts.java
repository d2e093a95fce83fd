package app.xquare.trace.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for processes that are started later. They lie below those that systems give out by themselves:
 * one of these would be taken by any connection until the process listens.
 */
public final class FreePorts {
  private static final int FROM = 10_000;
  private static final int TO = 32_000;

  private FreePorts() {}

  public static int next() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(FROM, TO);
      try (ServerSocket here = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return here.getLocalPort();
      } catch (IOException taken) {
        // another one is tried
      }
    }
  }
}
