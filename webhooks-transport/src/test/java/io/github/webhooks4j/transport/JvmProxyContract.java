package io.github.webhooks4j.transport;

import static io.github.webhooks4j.transport.Requests.answered;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.tck.server.RawServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A JVM that is configured to use proxies, for loopback too. */
abstract class JvmProxyContract extends GuardedFixture {
    private static final List<String> PROPERTIES = List.of(
            "http.proxyHost",
            "http.proxyPort",
            "http.nonProxyHosts",
            "socksProxyHost",
            "socksProxyPort",
            "socksNonProxyHosts");

    private final Map<String, String> former = new HashMap<>();
    private final ProxySelector formerSelector = ProxySelector.getDefault();

    @AutoClose
    private final MockWebServer server = new MockWebServer();

    @AutoClose
    private final RawServer proxy = RawServer.responding("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");

    JvmProxyContract(GuardedTransportContract contract) throws IOException {
        super(contract);
    }

    /** Where a JVM may be configured. */
    enum Place {
        HTTP_PROPERTIES,
        SOCKS_PROPERTIES,
        HTTP_SELECTOR,
        SOCKS_SELECTOR
    }

    @BeforeEach
    void start() throws IOException {
        for (String property : PROPERTIES) {
            former.put(property, System.getProperty(property, ""));
        }
        server.start();
        server.enqueue(new MockResponse.Builder().code(204).build());
    }

    @AfterEach
    void restore() {
        former.forEach((property, value) -> {
            if (value.isEmpty()) {
                System.clearProperty(property);
            } else {
                System.setProperty(property, value);
            }
        });
        ProxySelector.setDefault(formerSelector);
    }

    @ParameterizedTest
    @EnumSource
    void its_proxies_are_not_used(Place place) {
        tell(place);
        try (var transport =
                builder().addressPolicy(AddressPolicy.allowLoopback()).build()) {
            var result = transport.exchange(Requests.to("http://127.0.0.1:" + server.getPort() + "/"));

            assertThat(answered(result).status()).isEqualTo(204);
            assertThat(proxy.connections()).isZero();
        }
    }

    private void tell(Place place) {
        String port = String.valueOf(proxy.port());
        switch (place) {
            case HTTP_PROPERTIES -> {
                System.setProperty("http.proxyHost", "127.0.0.1");
                System.setProperty("http.proxyPort", port);
                System.setProperty("http.nonProxyHosts", "none.test");
            }
            case SOCKS_PROPERTIES -> {
                System.setProperty("socksProxyHost", "127.0.0.1");
                System.setProperty("socksProxyPort", port);
                System.setProperty("socksNonProxyHosts", "none.test");
            }
            case HTTP_SELECTOR -> ProxySelector.setDefault(always(Proxy.Type.HTTP));
            case SOCKS_SELECTOR -> ProxySelector.setDefault(always(Proxy.Type.SOCKS));
        }
    }

    private ProxySelector always(Proxy.Type type) {
        return new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                return List.of(new Proxy(type, new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port())));
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
        };
    }
}
