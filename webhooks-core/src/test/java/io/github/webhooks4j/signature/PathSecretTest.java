package io.github.webhooks4j.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.payload.InvalidPayloadException;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.signature.InvalidSignatureException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathSecretTest {
    private static final String TEXT = "Zm9ydHktdGhyZWUtY2hhcmFjdGVycy1vZi1zZWNyZXQ_-";

    private static final byte[] BODY = {'{', '}'};

    private final PathSecret secret = PathSecret.of(TEXT);

    @ParameterizedTest
    @ValueSource(strings = {TEXT, "/" + TEXT, "/docker-hub/" + TEXT, "//a/../" + TEXT})
    void matches_the_last_segment_of_a_path(String path) {
        assertThat(secret.matches(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/docker-hub/",
                "/" + TEXT + "/",
                "/" + TEXT + "/.",
                "/" + TEXT + "?",
                "/" + TEXT + TEXT,
                "/A" + TEXT,
                "/docker-hub" + TEXT,
                "/Zm9ydHktdGhyZWUtY2hhcmFjdGVycy1vZi1zZWNyZXQ_",
                "/Zm9ydHktdGhyZWUtY2hhcmFjdGVycy1vZi1zZWNyZXQ_%2D",
                "/zm9ydHktdGhyZWUtY2hhcmFjdGVycy1vZi1zZWNyZXQ_-",
                "/\ud83d" + TEXT,
                "/\u0000"
            })
    void matches_nothing_else(String path) {
        assertThat(secret.matches(path)).isFalse();
    }

    @Test
    void verifies_a_delivery_and_makes_its_id_of_the_key() {
        VerifiedDelivery delivery = secret.verify("/docker-hub/" + TEXT, BODY, body -> "abc");

        // printf abc | sha256sum
        assertThat(delivery.id()).isEqualTo("sha256_ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(delivery.signedAt()).isEmpty();
        assertThat(delivery.claimedAttempt()).isEmpty();
        assertThat(delivery.claimedType()).isEmpty();
        assertThat(delivery.body()).isEqualTo(BODY);
    }

    @Test
    void makes_one_id_of_every_repeat_and_another_of_every_other_delivery() {
        String repeated = idOf("{\"callback_url\":\"https://hub.example/1\",\"repository\":{\"repo_name\":\"a/b\"}}");
        String again = idOf("{\"repository\":{\"repo_name\":\"a/b\"}, \"callback_url\":\"https://hub.example/1\"}");
        String other = idOf("{\"callback_url\":\"https://hub.example/2\",\"repository\":{\"repo_name\":\"a/b\"}}");

        assertThat(again).isEqualTo(repeated).isNotEqualTo(other);
    }

    @Test
    void parses_nothing_that_came_to_another_path() {
        assertThatThrownBy(() -> secret.verify("/docker-hub/", BODY, body -> {
                    throw new AssertionError("parsed");
                }))
                .isInstanceOfSatisfying(
                        InvalidSignatureException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.NO_PATH_SECRET))
                .hasMessage("invalid webhook signature");
    }

    @Test
    void passes_on_that_the_payload_has_nothing_to_recognise_it_by() {
        assertThatThrownBy(() -> idOf("{}"))
                .isInstanceOf(InvalidPayloadException.class)
                .hasMessage("repository.repo_name is required, was absent");
        assertThatThrownBy(() -> idOf("{\"repository\":{\"repo_name\":\"a/b\"}}"))
                .isInstanceOf(InvalidPayloadException.class)
                .hasMessage("callback_url or push_data.pushed_at must be there to recognise a repeat by, was absent");
        assertThatThrownBy(() -> idOf("no json"))
                .isInstanceOf(InvalidPayloadException.class)
                .hasMessageStartingWith("payload ");
    }

    @Test
    void recognises_a_push_without_a_callback_url_by_repository_tag_and_time() {
        String push =
                "{\"push_data\":{\"tag\":\"1\",\"pushed_at\":1700000000%s},\"repository\":{\"repo_name\":\"%s\"}}";
        String id = idOf(push.formatted(",\"pusher\":\"a\"", "a/b"));

        assertThat(idOf(push.formatted(".4,\"pusher\":\"b\"", "a/b"))).isEqualTo(id);
        assertThat(idOf(push.formatted("", "a/c"))).isNotEqualTo(id);
        assertThat(idOf(push.formatted("", "a/b").replace("1700000000", "1700000001")))
                .isNotEqualTo(id);
        assertThat(idOf(push.formatted("", "a/b").replace("\"tag\":\"1\",", "")))
                .isNotEqualTo(id);
    }

    @Test
    @SuppressWarnings("NullAway") // null on purpose
    void needs_a_key_that_is_not_empty() {
        assertThatThrownBy(() -> secret.verify("/" + TEXT, BODY, body -> ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the key of a delivery must not be empty");
        assertThatNullPointerException()
                .isThrownBy(() -> secret.verify("/" + TEXT, BODY, body -> null))
                .withMessage("what key returned");
    }

    @Test
    @SuppressWarnings("NullAway") // null on purpose
    void takes_no_null() {
        assertThatNullPointerException()
                .isThrownBy(() -> secret.verify(null, BODY, body -> "1"))
                .withMessage("path");
        assertThatNullPointerException()
                .isThrownBy(() -> secret.verify("/" + TEXT, null, body -> "1"))
                .withMessage("body");
        assertThatNullPointerException()
                .isThrownBy(() -> secret.verify("/" + TEXT, BODY, null))
                .withMessage("key");
    }

    private String idOf(String json) {
        return secret.verify("/" + TEXT, json.getBytes(StandardCharsets.UTF_8), PushPayload::deliveryKey)
                .id();
    }

    @Test
    void matches_with_no_single_character_changed() {
        for (int i = 0; i < TEXT.length(); i++) {
            var changed = new StringBuilder(TEXT);
            changed.setCharAt(i, TEXT.charAt(i) == 'A' ? 'B' : 'A');

            assertThat(secret.matches("/" + changed)).as("place %d", i).isFalse();
        }
    }

    @Test
    void generates_256_bits_from_the_source_it_is_given() {
        byte[] bytes = new byte[32];
        new Random(7).nextBytes(bytes);

        assertThat(PathSecret.generate(new Random(7)).reveal())
                .isEqualTo(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes))
                .hasSize(43);
    }

    @Test
    void generates_another_secret_each_time_which_can_be_read_again() {
        PathSecret generated = PathSecret.generate();

        assertThat(generated).isNotEqualTo(PathSecret.generate());
        assertThat(PathSecret.of(generated.reveal())).isEqualTo(generated).hasSameHashCodeAs(generated);
        assertThat(generated.matches("/docker-hub/" + generated.reveal())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {22, 128})
    void takes_22_to_128_characters(int length) {
        assertThat(PathSecret.of("azAZ09_-" + "a".repeat(length - 8)).reveal()).hasSize(length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "correct-horse-battery",
                "correct horse battery staple",
                "correct/horse/battery/staple",
                "correct+horse+battery+staple",
                "correct.horse.battery.staple",
                "correct%20horse%20battery%20staple",
                "richtiges_pferd_ölbatterie",
                TEXT + TEXT + TEXT
            })
    void refuses_what_cannot_be_guarded_and_shows_none_of_it(String text) {
        assertThatThrownBy(() -> PathSecret.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a path secret must be 22 to 128 characters of [A-Za-z0-9_-], was " + text.length()
                        + " characters; generate one with PathSecret.generate()");
    }

    @Test
    void shows_nothing() {
        assertThat(secret).hasToString("PathSecret[hidden]").isNotEqualTo(TEXT);
    }
}
