package io.github.webhooks4j.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebUrlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://h",
                "HTTPS://h/",
                "https://h.example:443/x?y#z",
                "http://h:/",
                "http://h:0/",
                "http://h:00080/",
                "http://h:65535/",
                "http://under_score/",
                "http://under_score:8080/",
                "http://127.0.0.1:80",
                "http://[::1]",
                "http://[::1]:8080/",
                "http://user:word@h:80/",
                "http://user@[::1]:80/",
                "http://müsli.example/"
            })
    void takes_absolute_http_and_https_urls(String text) {
        assertThat(WebUrl.parse(text)).contains(URI.create(text));
        assertThat(WebUrl.isWebUrl(URI.create(text))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "h",
                "//h/",
                "/x",
                "http:h",
                "http:///x",
                "ftp://h/",
                "httpss://h/",
                "mailto:a@h",
                "http://h:65536/",
                "http://h:99999/",
                "http://h:000080/",
                "http://h:-1/",
                "http://h:8a/",
                "http://h:80:80/",
                "http://:80/",
                "http://user@:80/",
                "http://user@/",
                "http://[]/",
                "http://[::1/",
                "http://[::1]x/",
                "http://[::1]80/",
                "http://h h/",
                "http://h\ud83d/"
            })
    void refuses_everything_else(String text) {
        assertThat(WebUrl.parse(text)).isEmpty();
    }

    /** The same rule, as a pattern. */
    @Test
    void agrees_with_a_pattern_about_any_authority() {
        var authority = Pattern.compile("(.*@)?(\\[[^\\[\\]]+]|[^:\\[\\]@]+)(:(?<port>[0-9]{0,5}))?");
        long seed = Long.getLong("webhooks.seed", System.nanoTime());
        var random = new SplittableRandom(seed);
        String letters = "aab_.::::@[]0016568";
        int taken = 0;
        for (int round = 0; round < 100_000; round++) {
            var text = new StringBuilder("http://");
            for (int i = random.nextInt(12); i >= 0; i--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            URI uri;
            try {
                uri = new URI(text.toString());
            } catch (URISyntaxException e) {
                continue;
            }
            String raw = uri.getRawAuthority();
            var parts = authority.matcher(raw == null ? "" : raw);
            boolean expected = parts.matches();
            if (expected) {
                String port = parts.group("port");
                expected = port == null || port.isEmpty() || Integer.parseInt(port) <= 65_535;
                taken++;
            }

            assertThat(WebUrl.isWebUrl(uri))
                    .as("webhooks.seed=%d %s", seed, uri)
                    .isEqualTo(expected);
        }
        assertThat(taken).isGreaterThan(1_000);
    }
}
