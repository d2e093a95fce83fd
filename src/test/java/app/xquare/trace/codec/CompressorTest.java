package app.xquare.trace.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CompressorTest {
  @Test
  void givesItsMemoryBackWhenTheLastUserIsThrough() {
    Compressor compressor = new Compressor(1, Dictionaries.builtIn());
    byte[] plain = new byte[1_000];
    assertThat(compressor.acquire()).isTrue();
    byte[] compressed = compressor.compress(plain);
    compressor.close();
    assertThat(compressor.compress(plain)).as("still in use").isEqualTo(compressed);
    compressor.release();
    assertThat(compressor.acquire()).isFalse();
    assertThatThrownBy(() -> compressor.compress(plain)).as("its context is closed")
        .isInstanceOf(IllegalStateException.class);
  }
}
