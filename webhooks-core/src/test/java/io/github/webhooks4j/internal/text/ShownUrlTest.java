package io.github.webhooks4j.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownUrlTest {
    private static final String TWENTY = "aB3-_%2Fxyzaaaaaaaaa";

    @ParameterizedTest
    @CsvSource({
        "https://ci.example, https://ci.example",
        "https://ci.example/, https://ci.example/",
        "https://ci.example:8443/hook/a, https://ci.example:8443/hook/a",
        "https://[2001:db8::1]:8443/hook, https://[2001:db8::1]:8443/hook",
        "/login, /login",
        "login/again, login/again"
    })
    void shows_where_a_url_leads(String url, String shown) {
        assertThat(ShownUrl.of(url)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "https://ci.example/hook?token=s3cret, https://ci.example/hook?token=•••",
        "https://ci.example/hook?a=1&b=2&, https://ci.example/hook?a=•••&b=•••&•••",
        "https://ci.example?s3cret, https://ci.example?•••",
        "https://ci.example/?a=b=c?d=e/f, https://ci.example/?a=•••",
        "https://ci.example/?aaaaaaaaaaaaaaaaaaaa=, https://ci.example/?•••",
        "https://ci.example/?=s3cret, https://ci.example/?=•••",
        "//ci.example/?a=1, //ci.example/?a=•••",
        "/login?next=s3cret, /login?next=•••",
        "?s3cret, ?•••"
    })
    void hides_the_values_of_the_query(String url, String shown) {
        assertThat(ShownUrl.of(url)).isEqualTo(shown);
    }

    @Test
    void hides_segments_of_20_characters_and_more() {
        assertThat(ShownUrl.of("https://ci.example/" + TWENTY + "/" + TWENTY.substring(1) + "/x"))
                .isEqualTo("https://ci.example/•••/" + TWENTY.substring(1) + "/x");
        assertThat(ShownUrl.of("/" + TWENTY)).isEqualTo("/•••");
        assertThat(ShownUrl.of(TWENTY)).isEqualTo("•••");
    }

    @ParameterizedTest
    @CsvSource({
        "https://ada:s3cret@ci.example/hook, https://ci.example/hook",
        "https://ada@s3cret@ci.example/hook, https://ci.example/hook",
        "https://ci.example/a;session=s3cret/b, https://ci.example/a;•••/b",
        "https://ci.example/hook#s3cret, https://ci.example/hook#•••",
        "https://ci.example/hook?a=1#s3cret, https://ci.example/hook?a=•••#•••"
    })
    void hides_user_info_parameters_of_the_path_and_fragments(String url, String shown) {
        assertThat(ShownUrl.of(url)).isEqualTo(shown);
    }

    @Test
    void takes_whatever_a_destination_writes() {
        assertThat(ShownUrl.of("")).isEmpty();
        assertThat(ShownUrl.of("//")).isEqualTo("//");
        assertThat(ShownUrl.of("https://ada:s3\ncret@ci.example/\n?\n=s3cret\n"))
                .isEqualTo("https://ci.example/\n?\n=•••");
        assertThat(ShownUrl.of("a".repeat(1 << 20))).isEqualTo("•••");
        assertThat(ShownUrl.of("?" + "&".repeat(1 << 20))).hasSize(1 + (1 << 20) + 3 * ((1 << 20) + 1));
    }

    @Test
    void shows_times_with_milliseconds() {
        assertThat(ShownTime.of(Instant.parse("2026-02-03T04:05:06Z"))).isEqualTo("2026-02-03T04:05:06.000Z");
        assertThat(ShownTime.of(Instant.parse("2026-02-03T04:05:06.123456789Z")))
                .isEqualTo("2026-02-03T04:05:06.123Z");
        assertThat(ShownTime.ofNullable(null)).isNull();
    }
}
