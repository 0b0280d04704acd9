package io.github.webhooks4j.transport.internal.egress;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.transport.EgressProxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class ProxiedEgressTest {
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    @Test
    void dials_nothing_but_the_proxy() throws UnknownHostException {
        var named = new ProxiedEgress(EgressProxy.of("proxy.inside", 4750));
        assertThat(named.allows(at("proxy.inside", LOOPBACK, 4750))).isTrue();
        assertThat(named.allows(at("proxy.inside", LOOPBACK, 4751))).isFalse();
        assertThat(named.allows(at("hooks.test", LOOPBACK, 4750))).isFalse();

        var literal = new ProxiedEgress(EgressProxy.of("127.0.0.1", 4750));
        assertThat(literal.allows(at("127.0.0.1", LOOPBACK, 4750))).isTrue();
        assertThat(literal.allows(at("127.0.0.1", new byte[] {127, 0, 0, 2}, 4750)))
                .isFalse();
    }

    @Test
    void looks_no_name_up_but_that_of_the_proxy() {
        assertThat(new ProxiedEgress(EgressProxy.of("proxy.inside", 4750)).target("hooks.test", 443))
                .isEqualTo(new Egress.Target("proxy.inside", 4750));
    }

    private static InetSocketAddress at(String host, byte[] address, int port) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByAddress(host, address), port);
    }
}
