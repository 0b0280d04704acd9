package io.github.webhooks4j.okhttp;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.webhooks4j.transport.AddressPolicy;
import io.github.webhooks4j.webhook.Destination;
import io.github.webhooks4j.webhook.DestinationCheck;
import io.github.webhooks4j.webhook.DestinationCheck.Accepted;
import io.github.webhooks4j.webhook.DestinationCheck.Refused;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterAll;

class DestinationUrlFuzzTest {
    private static final String USER = "zwitscher";
    private static final String PASSWORD = "girlitz";

    private static final OkHttpTransport TRANSPORT = OkHttpTransport.builder()
            .nameResolver(DestinationUrlFuzzTest::resolve)
            .build();

    @AfterAll
    static void close() {
        TRANSPORT.close();
    }

    @FuzzTest
    void leads_to_the_public_and_is_read_again_the_same(byte[] input) throws UnknownHostException {
        String text = new String(input, StandardCharsets.UTF_8);

        DestinationCheck check = TRANSPORT.check(text);

        if (check instanceof Accepted accepted) {
            String url = accepted.destination().url();
            assertPublic(requireNonNull(HttpUrl.parse(url)).host());
            assertThat(TRANSPORT.check(url)).isEqualTo(new Accepted(new Destination(url, null)));
        } else if (check instanceof Refused refused) {
            assertThat(refused.rule()).matches("must [ -~]{1,80}");
            assertThat(refused.actual()).matches("[ -~…]{1,300}");
        }
        int slashes = text.indexOf("//");
        String lower = text.toLowerCase(Locale.ROOT);
        if (slashes >= 0 && !lower.contains(USER) && !lower.contains(PASSWORD)) {
            String beginning = text.substring(0, slashes + 2);
            assertHidesUserInfo(beginning + USER + ":" + PASSWORD + "@" + text.substring(beginning.length()), check);
        }
    }

    /** User info is never shown, and adding it to a URL does not change where the URL leads. */
    private static void assertHidesUserInfo(String text, DestinationCheck without) {
        DestinationCheck check = TRANSPORT.check(text);

        assertThat(check.toString()).doesNotContain(USER, PASSWORD);
        if (check instanceof Accepted accepted) {
            assertThat(accepted.destination().url()).doesNotContain(USER, PASSWORD);
            if (text.indexOf('@') == text.lastIndexOf('@')) {
                assertThat(without)
                        .isEqualTo(new Accepted(
                                new Destination(accepted.destination().url(), null)));
            }
        }
    }

    /** By the JDK's own predicates for addresses, and by what other parsers of URLs take for one. */
    private static void assertPublic(String host) throws UnknownHostException {
        assertThat(host).doesNotEndWith("inside.test");
        boolean numeric = host.matches("(.*\\.)?([0-9]+|0[xX][0-9a-fA-F]*)\\.?");
        if (numeric) {
            assertThat(host).matches("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
        }
        if (numeric || host.contains(":")) {
            InetAddress address = InetAddress.getByName(host);
            assertThat(address.isAnyLocalAddress()
                            || address.isLoopbackAddress()
                            || address.isLinkLocalAddress()
                            || address.isSiteLocalAddress()
                            || address.isMulticastAddress())
                    .as(host)
                    .isFalse();
            assertThat(AddressPolicy.publicOnly().allows(address, 443)).as(host).isTrue();
        }
    }

    private static List<InetAddress> resolve(String host) throws UnknownHostException {
        return List.of(InetAddress.getByAddress(
                host.endsWith("inside.test") ? new byte[] {10, 0, 0, 1} : new byte[] {9, 9, 9, 9}));
    }
}
