package io.github.webhooks4j.okhttp.internal.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;

class ConnectionPoolShardTest {
    @Test
    void is_the_same_for_all_urls_of_one_host_and_port() {
        assertThat(stripe("https://ci.example.com/a")).isEqualTo(stripe("https://ci.example.com:443/b?c=d"));
    }

    @Test
    void has_its_part_of_many_hosts_and_of_many_ports() {
        assertThat(IntStream.range(0, 1_000)
                        .map(i -> stripe("https://host-" + i + ".example.com/"))
                        .distinct())
                .hasSize(ConnectionPoolShard.COUNT);
        assertThat(IntStream.range(0, 1_000)
                        .map(i -> stripe("http://127.0.0.1:" + (40_000 + i)))
                        .distinct())
                .hasSize(ConnectionPoolShard.COUNT);
    }

    private static int stripe(String url) {
        return ConnectionPoolShard.shardFor(HttpUrl.get(url));
    }
}
