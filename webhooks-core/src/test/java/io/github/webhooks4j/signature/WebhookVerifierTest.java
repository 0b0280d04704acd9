package io.github.webhooks4j.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.signature.InvalidSignatureException.Reason;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every signature here was computed with {@code openssl dgst -sha256 -mac HMAC}. */
class WebhookVerifierTest {
    private static final WebhookSecret FIRST = WebhookSecret.of("whsec_dGhlLWZpcnN0LXNlY3JldC1vZi10aGlydHktdHdvLWI=");
    private static final WebhookSecret SECOND = WebhookSecret.of("whsec_YS1zZWNvbmQtc2VjcmV0LTI0LWJ5dGVz");
    private static final String ID = "msg_1";
    private static final String AT = "1770091506";
    private static final byte[] BODY = bytes("{\"state\":\"success\"}");
    private static final String GOOD = "v1,ZEYx5lB+QKgbvFgECj/YInROxBHcHObD6K0ENXXy5zU=";
    private static final String GOOD_OF_SECOND = "v1,+cIkXgNWAvp30Ij3Wf78VyoUfwQTH+hFVE92qOsLbXo=";
    private static final String GOOD_OF_EMPTY = "v1,QwWM0JdZTZ8xGC2+ZUd2MgNtOuoJhM2idsmhxgAHEFI=";

    private final WebhookVerifier verifier = verifier(AT, FIRST);

    @Test
    void accepts_a_delivery_signed_elsewhere() {
        assertAccepted(ID, AT, GOOD, BODY);
    }

    @Test
    void works_on_raw_bytes() {
        assertAccepted(ID, AT, GOOD_OF_EMPTY, new byte[0]);
        assertAccepted(ID, AT, "v1,c++JdpRoSpEVfV3pNoa7Ga/qjL99cR3P+iGMB4ht40w=", new byte[] {
            (byte) 0xff, (byte) 0xfe, (byte) 0x80
        });
        assertAccepted(
                ID, AT, "v1,m5RTPPE9EsbNqWk1WF5GioIi7xBoOhKFYxH8TTERmyo=", bytes("{\"description\":\"grün ✓\"}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                GOOD + " v1,AAAA",
                "v1,AAAA " + GOOD,
                "v1a,ed25519 v2,x " + GOOD,
                "  " + GOOD + "  ",
                "nonsense  " + GOOD
            })
    void accepts_one_good_signature_among_others(String signatures) {
        assertAccepted(ID, AT, signatures, BODY);
    }

    @Test
    void accepts_the_sixteenth_signature_and_tries_no_more() {
        assertAccepted(ID, AT, "v1,AAAA ".repeat(15) + GOOD, BODY);
        assertAccepted(ID, AT, "v1a,AAAA ".repeat(1_000) + GOOD, BODY);
        assertRefused(Reason.NO_MATCH, ID, AT, "v1,AAAA ".repeat(16) + GOOD, BODY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v1,AAAA,%s",
                "v1,AAAA, %s",
                "%s,v1,AAAA",
                "%s,%s",
                "v1,AAAA\t%s",
                "v1, AAAA %s",
                "\t%s\t",
                ",%s,",
                "v1,AAAA;,%s ",
                "v1,v1,%s"
            })
    void accepts_signatures_in_a_header_that_a_proxy_has_rewritten(String form) {
        assertAccepted(ID, AT, form.replace("%s", GOOD), BODY);
        assertAccepted(ID, AT, form.replace("%s", GOOD.replace(",", ", ")), BODY);
        assertAccepted(ID, AT, form.replace("%s", GOOD.replace(",", " , ")), BODY);
    }

    @Test
    void accepts_an_id_with_a_full_stop_where_that_is_allowed() {
        String id = "msg.1";
        String signature = FIRST.sign(id, AT, BODY);
        WebhookVerifier lenient = WebhookVerifier.builder(List.of(FIRST))
                .clock(Clock.fixed(at(AT), ZoneOffset.UTC))
                .lenientIds()
                .build();

        assertThat(lenient.verify(DeliveryHeaders.of(id, AT, signature), BODY).id())
                .isEqualTo(id);
        assertRefused(Reason.MALFORMED_ID, id, AT, signature, BODY);
        assertThatThrownBy(() -> lenient.verify(DeliveryHeaders.of("msg 1", AT, signature), BODY))
                .isInstanceOf(InvalidSignatureException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 68, 200})
    void verifies_with_a_secret_of_any_length_that_the_sender_chose(int length) throws GeneralSecurityException {
        byte[] key = "k".repeat(length).getBytes(StandardCharsets.US_ASCII);
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        mac.update(bytes(ID + "." + AT + "."));
        String signature = "v1," + Base64.getEncoder().encodeToString(mac.doFinal(BODY));

        assertThatCode(() ->
                        verifier(AT, WebhookSecret.ofBytes(key)).verify(DeliveryHeaders.of(ID, AT, signature), BODY))
                .doesNotThrowAnyException();
    }

    @Test
    void trusts_any_live_secret_while_one_is_replaced() {
        WebhookVerifier rotating = verifier(AT, SECOND, FIRST);

        assertThatCode(() -> rotating.verify(DeliveryHeaders.of(ID, AT, GOOD), BODY))
                .doesNotThrowAnyException();
        assertThatCode(() -> rotating.verify(DeliveryHeaders.of(ID, AT, GOOD_OF_SECOND), BODY))
                .doesNotThrowAnyException();
        assertThatCode(() -> rotating.verify(DeliveryHeaders.of(ID, AT, GOOD_OF_SECOND + " " + GOOD), BODY))
                .doesNotThrowAnyException();
        assertRefused(Reason.NO_MATCH, ID, AT, GOOD_OF_SECOND, BODY);
    }

    @Test
    void accepts_the_bounds_of_the_tolerance() {
        assertAccepted(ID, "1770091206", "v1,Fb0dNDrnaoeAhFfs/5EIICKQNatFsqtjxy3ZxYJiQsw=", new byte[0]);
        assertAccepted(ID, "1770091806", "v1,VwtM5LTbIrKHzUmHwRu7DbOdLtPotntTVtUk7zX66dQ=", new byte[0]);
    }

    @Test
    void refuses_a_second_beyond_the_tolerance() {
        assertRefused(
                Reason.TIMESTAMP_TOO_OLD,
                ID,
                "1770091205",
                "v1,++HhjZwX8MWfEcexFMIFpLlPXtrW4u1LHLD3mUOBh2A=",
                new byte[0]);
        assertRefused(
                Reason.TIMESTAMP_TOO_NEW,
                ID,
                "1770091807",
                "v1,unBDzFKPjxQ7N1ktZQjf6mn7A+lSovSOnc/z7NX5BPg=",
                new byte[0]);
    }

    @Test
    void refuses_the_first_and_the_last_timestamp_there_is() {
        assertRefused(
                Reason.TIMESTAMP_TOO_OLD, ID, "0", "v1,tBouPftk4+E4aNCQM57F3u2/Jf2hLM3YYa+nB4QC3ac=", new byte[0]);
        assertRefused(
                Reason.TIMESTAMP_TOO_NEW,
                ID,
                "999999999999999",
                "v1,KcgQBvFb89LaIl4VsS2Rhx0Gz5wdOKN1AB0CYXHHMlU=",
                new byte[0]);
    }

    @Test
    void tolerates_nothing_with_a_tolerance_of_zero() {
        WebhookVerifier exact = WebhookVerifier.builder(List.of(FIRST))
                .clock(Clock.fixed(at(AT), ZoneOffset.UTC))
                .tolerance(Duration.ZERO)
                .build();

        assertThatCode(() -> exact.verify(DeliveryHeaders.of(ID, AT, GOOD), BODY))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> exact.verify(DeliveryHeaders.of(ID, "1770091505", GOOD), BODY))
                .isInstanceOfSatisfying(
                        InvalidSignatureException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.TIMESTAMP_TOO_OLD));
    }

    @Test
    void refuses_a_missing_header() {
        assertRefused(Reason.MISSING_HEADER, null, AT, GOOD, BODY);
        assertRefused(Reason.MISSING_HEADER, ID, null, GOOD, BODY);
        assertRefused(Reason.MISSING_HEADER, ID, AT, null, BODY);
        assertRefused(Reason.MISSING_HEADER, "", AT, GOOD, BODY);
        assertRefused(Reason.MISSING_HEADER, ID, "", GOOD, BODY);
        assertRefused(Reason.MISSING_HEADER, ID, AT, "", BODY);
    }

    @Test
    void refuses_an_id_with_a_full_stop_although_its_signature_is_good() {
        assertRefused(Reason.MALFORMED_ID, "msg.1", AT, "v1,kR/fZ3uvvW0ZkGx8rjdz6Dko4pcpvojq/C3fnKIHlPg=", BODY);
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "msg 1", "msg\t1", "msg\n1", "msg\u00001", "müsli", "msg\u007f", "\ud83d"})
    void refuses_an_id_of_anything_but_visible_ascii(String id) {
        assertRefused(Reason.MALFORMED_ID, id, AT, GOOD, BODY);
    }

    @Test
    void refuses_an_id_of_more_than_256_characters() {
        assertRefused(Reason.NO_MATCH, "m".repeat(256), AT, GOOD, BODY);
        assertRefused(Reason.MALFORMED_ID, "m".repeat(257), AT, GOOD, BODY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+1770091506",
                "-1770091506",
                " 1770091506",
                "1770091506 ",
                "1770091506.0",
                "1.770091506e9",
                "0x69812f72",
                "1770091506s",
                "١٧٧٠٠٩١٥٠٦",
                "１７７００９１５０６",
                "1_770_091_506",
                "2026-02-03T04:05:06Z",
                "1000000000000000",
                "99999999999999999999999999999999999999",
                "\u0000"
            })
    void refuses_a_timestamp_that_is_no_unix_seconds(String timestamp) {
        assertRefused(Reason.MALFORMED_TIMESTAMP, ID, timestamp, GOOD, BODY);
    }

    @Test
    void refuses_leading_zeros_although_the_signature_is_good() {
        assertRefused(
                Reason.MALFORMED_TIMESTAMP,
                ID,
                "01770091506",
                "v1,6kowqtvctuxd1zTwTPCIbJgnpUCC49rKEeJHG9QtyRg=",
                new byte[0]);
        assertRefused(Reason.MALFORMED_TIMESTAMP, ID, "00", GOOD, BODY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "v1",
                "v1a,ZEYx5lB+QKgbvFgECj/YInROxBHcHObD6K0ENXXy5zU=",
                "v2,ZEYx5lB+QKgbvFgECj/YInROxBHcHObD6K0ENXXy5zU=",
                "V1,ZEYx5lB+QKgbvFgECj/YInROxBHcHObD6K0ENXXy5zU=",
                "v1=ZEYx5lB+QKgbvFgECj/YInROxBHcHObD6K0ENXXy5zU=",
                "ZEYx5lB+QKgbvFgECj/YInROxBHcHObD6K0ENXXy5zU=",
                "t=1770091506,v1=00"
            })
    void refuses_signatures_without_one_of_version_v1(String signatures) {
        assertRefused(Reason.NO_KNOWN_SIGNATURE, ID, AT, signatures, BODY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v1,",
                "v1, ",
                // cut, unpadded, base64url, padded twice, other letter case, quoted
                "v1,ZEYx5lB+QKgbvFgECj/Y",
                "v1,ZEYx5lB+QKgbvFgECj/YInROxBHcHObD6K0ENXXy5zU",
                "v1,ZEYx5lB-QKgbvFgECj_YInROxBHcHObD6K0ENXXy5zU=",
                "v1,ZEYx5lB+QKgbvFgECj/YInROxBHcHObD6K0ENXXy5zU==",
                "v1,zeyX5lB+QKgbvFgECj/YInROxBHcHObD6K0ENXXy5zU=",
                "v1,\"ZEYx5lB+QKgbvFgECj/YInROxBHcHObD6K0ENXXy5zU=\"",
                "v1,ZEYx5lB+QKgbvFgECj/YInROxBHcHObD6K0ENXXy5zV="
            })
    void refuses_a_signature_that_is_not_exactly_the_one(String signatures) {
        assertRefused(Reason.NO_MATCH, ID, AT, signatures, BODY);
    }

    @Test
    void refuses_a_change_of_id_timestamp_or_body() {
        assertRefused(Reason.NO_MATCH, "msg_2", AT, GOOD, BODY);
        assertRefused(Reason.NO_MATCH, ID, "1770091507", GOOD, BODY);
        assertRefused(Reason.NO_MATCH, ID, AT, GOOD, bytes("{\"state\":\"succesS\"}"));
        assertRefused(Reason.NO_MATCH, ID, AT, GOOD, new byte[0]);
    }

    @Test
    void returns_what_it_has_verified() {
        VerifiedDelivery delivery = verifier.verify(DeliveryHeaders.of(ID, AT, GOOD), BODY);

        assertThat(delivery.id()).isEqualTo(ID);
        assertThat(delivery.signedAt()).hasValue(at(AT));
        assertThat(delivery.body()).isEqualTo(BODY);
    }

    @Test
    void asks_once_for_each_header_by_its_lower_case_name() {
        var asked = new ArrayList<String>();
        Function<String, @Nullable String> headers = DeliveryHeaders.of(ID, AT, GOOD);

        verifier.verify(
                name -> {
                    asked.add(name);
                    return headers.apply(name);
                },
                BODY);

        assertThat(asked)
                .containsExactly(
                        "webhook-id", "webhook-timestamp", "webhook-signature", "webhook-attempt", "webhook-type");
    }

    @Test
    void refuses_two_values_of_a_header_that_are_joined() {
        assertRefused(Reason.MALFORMED_ID, ID + ", " + ID, AT, GOOD, BODY);
        assertRefused(Reason.NO_MATCH, ID + "," + ID, AT, GOOD, BODY);
        assertRefused(Reason.MALFORMED_TIMESTAMP, ID, AT + ", " + AT, GOOD, BODY);
    }

    @Test
    void accepts_one_good_signature_in_headers_that_are_joined() {
        assertAccepted(ID, AT, GOOD_OF_SECOND + ", " + GOOD, BODY);
    }

    @Test
    void passes_on_what_the_header_function_throws() {
        var failure = new IllegalStateException("the request is closed");

        assertThatThrownBy(() -> verifier.verify(
                        name -> {
                            throw failure;
                        },
                        BODY))
                .isSameAs(failure);
    }

    @Test
    @SuppressWarnings("NullAway") // null on purpose
    void needs_a_header_function_and_a_body() {
        assertThatNullPointerException()
                .isThrownBy(() -> verifier.verify(null, BODY))
                .withMessage("header");
        assertThatNullPointerException()
                .isThrownBy(() -> verifier.verify(DeliveryHeaders.of(ID, AT, GOOD), null))
                .withMessage("body");
    }

    @Test
    void uses_the_systems_clock_and_the_default_tolerance_unless_told_otherwise() {
        Instant now = Instant.now();
        String signature = WebhookSigner.of(List.of(FIRST)).sign(ID, now, BODY);
        String late = Long.toString(now.minusSeconds(3_600).getEpochSecond());

        VerifiedDelivery delivery = WebhookVerifier.of(FIRST)
                .verify(DeliveryHeaders.of(ID, Long.toString(now.getEpochSecond()), signature), BODY);

        assertThat(delivery.id()).isEqualTo(ID);
        assertThatThrownBy(() -> WebhookVerifier.of(FIRST).verify(DeliveryHeaders.of(ID, late, signature), BODY))
                .isInstanceOfSatisfying(
                        InvalidSignatureException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.TIMESTAMP_TOO_OLD));
    }

    @Test
    @SuppressWarnings("NullAway") // null on purpose
    void needs_a_secret() {
        assertThatThrownBy(() -> WebhookVerifier.builder(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a verifier needs at least one secret or public key");
        assertThatNullPointerException()
                .isThrownBy(() -> WebhookVerifier.of(null))
                .withMessage("key");
        assertThatNullPointerException()
                .isThrownBy(() -> WebhookVerifier.builder(null))
                .withMessage("keys");
    }

    @Test
    @SuppressWarnings("NullAway") // null on purpose
    void needs_a_clock_and_a_tolerance_in_its_range() {
        WebhookVerifierBuilder builder = WebhookVerifier.builder(List.of(FIRST));

        assertThatNullPointerException().isThrownBy(() -> builder.clock(null)).withMessage("clock");
        assertThatNullPointerException()
                .isThrownBy(() -> builder.tolerance(null))
                .withMessage("tolerance");
        assertThatThrownBy(() -> builder.tolerance(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tolerance must be PT0S to PT87600H, was PT-1S");
        assertThatThrownBy(() -> builder.tolerance(Duration.ofDays(3_650).plusNanos(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tolerance must be PT0S to PT87600H, was PT87600H0.000000001S");
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void shows_the_reason_only_where_it_is_asked_for(Reason reason) {
        var refusal = new InvalidSignatureException(reason);

        assertThat(refusal).hasMessage("invalid webhook signature").hasNoCause();
        assertThat(refusal.toString())
                .isEqualTo("io.github.webhooks4j.signature.InvalidSignatureException: invalid webhook signature");
    }

    @Test
    void throws_nothing_but_its_own_exception_whatever_the_headers() {
        long seed = Long.getLong("webhooks.seed", System.nanoTime());
        var random = new SplittableRandom(seed);
        for (int round = 0; round < 20_000; round++) {
            String id = header(random, ID);
            String timestamp = header(random, AT);
            String signatures = header(random, GOOD);
            try {
                verifier.verify(DeliveryHeaders.of(id, timestamp, signatures), BODY);
                assertThat(List.of(id, timestamp)).as("webhooks.seed=%d", seed).containsExactly(ID, AT);
                assertThat(signatures.replaceAll("[\\s,]", ""))
                        .as("webhooks.seed=%d", seed)
                        .contains(GOOD.replace(",", ""));
            } catch (InvalidSignatureException e) {
                assertThat(e.reason()).as("webhooks.seed=%d", seed).isNotNull();
            } catch (RuntimeException e) {
                throw new AssertionError("webhooks.seed=" + seed, e);
            }
        }
    }

    @Test
    void is_not_slowed_down_by_headers_without_measure() {
        assertRefused(Reason.MALFORMED_ID, "m".repeat(4 << 20), AT, GOOD, BODY);
        assertRefused(Reason.MALFORMED_TIMESTAMP, ID, "1".repeat(4 << 20), GOOD, BODY);
        assertRefused(Reason.NO_KNOWN_SIGNATURE, ID, AT, " ".repeat(4 << 20), BODY);
        assertRefused(Reason.NO_MATCH, ID, AT, "v1,A ".repeat(1 << 20), BODY);
        assertRefused(Reason.NO_MATCH, ID, AT, "v1," + "A".repeat(4 << 20), BODY);
    }

    private static String header(SplittableRandom random, String good) {
        var header = new StringBuilder(good);
        for (int change = random.nextInt(4); change > 0; change--) {
            int place = random.nextInt(header.length() + 1);
            switch (random.nextInt(5)) {
                case 0 -> header.insert(place, (char) random.nextInt(0x80));
                case 1 -> header.insert(place, (char) random.nextInt(0x1_0000));
                case 2 -> header.insert(place, " v1,");
                case 3 -> header.setLength(place);
                default -> header.append(' ').append(good);
            }
        }
        return header.toString();
    }

    private void assertAccepted(String id, String timestamp, String signatures, byte[] body) {
        assertThatCode(() -> verifier.verify(DeliveryHeaders.of(id, timestamp, signatures), body))
                .doesNotThrowAnyException();
    }

    private void assertRefused(
            Reason reason, @Nullable String id, @Nullable String timestamp, @Nullable String signatures, byte[] body) {
        assertThatThrownBy(() -> verifier.verify(DeliveryHeaders.of(id, timestamp, signatures), body))
                .isInstanceOfSatisfying(
                        InvalidSignatureException.class,
                        e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private static WebhookVerifier verifier(String now, WebhookSecret... secrets) {
        return WebhookVerifier.builder(List.of(secrets))
                .clock(Clock.fixed(at(now), ZoneOffset.UTC))
                .build();
    }

    private static Instant at(String unixSeconds) {
        return Instant.ofEpochSecond(Long.parseLong(unixSeconds));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
