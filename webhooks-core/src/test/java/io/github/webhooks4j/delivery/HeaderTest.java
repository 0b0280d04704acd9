package io.github.webhooks4j.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderTest {
    @Test
    void takes_tokens_and_visible_values() {
        assertThat(new Header("X-Api_Key.1", "a b\tc~"))
                .extracting(Header::name, Header::value)
                .containsExactly("X-Api_Key.1", "a b\tc~");
        assertThat(new Header("x".repeat(100), "").value()).isEmpty();
        assertThat(new Header("x", "v".repeat(4096)).value()).hasSize(4096);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:", "a\n", "ü", "(a)", "a\u0000"})
    void refuses_a_name_that_is_no_token(String name) {
        assertThatThrownBy(() -> new Header(name, "v"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a header name must be 1 to 100 characters of an RFC 9110 token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3cret\r\nX: y", "s3cret\n", "s3cret\u0000", "s3crét", "s3cret\u007f"})
    void refuses_a_value_that_could_break_out_and_never_shows_it(String value) {
        assertThatThrownBy(() -> new Header("X-Key", value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the value of header X-Key must be at most 4096 characters of visible ASCII, blanks and tabs");
    }

    @Test
    void refuses_names_and_values_without_measure() {
        assertThatThrownBy(() -> new Header("x".repeat(101), "")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Header("x", "v".repeat(4097))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shows_no_value() {
        assertThat(new Header("X-Key", "s3cret")).hasToString("X-Key: (hidden)");
    }

    @Test
    void basic_credentials_become_an_authorization_header() {
        // printf '$app:pässword' | base64
        assertThat(new BasicCredentials("$app", "pässword").authorization())
                .isEqualTo(new Header("Authorization", "Basic JGFwcDpww6Rzc3dvcmQ="));
    }

    @Test
    void basic_credentials_have_no_user_with_a_colon() {
        assertThatThrownBy(() -> new BasicCredentials("s3:cret", "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the user of HTTP Basic authentication must hold no colon");
    }

    @Test
    void basic_credentials_show_neither_user_nor_password() {
        assertThat(new BasicCredentials("$app", "pässword")).hasToString("BasicCredentials[hidden]");
    }
}
