package io.github.webhooks4j.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.webhooks4j.delivery.DeliveryResult.NoResponse;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.handshake.ValidationResult.Allowed;
import io.github.webhooks4j.handshake.ValidationResult.Refused;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AbuseProtectionTest {
    private static final Timing NO_TIME = Timing.ofTotal(Duration.ZERO);
    private static final AbuseProtection PROTECTION = new AbuseProtection("hub.example", 120);

    @Test
    void asks_with_origin_and_rate() {
        assertThat(PROTECTION.headers())
                .isEqualTo(List.of(
                        new Header("WebHook-Request-Origin", "hub.example"),
                        new Header("WebHook-Request-Rate", "120")));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 204, 299})
    void accepts_any_success(int status) {
        assertThat(judge(status, "hub.example", "120"))
                .isEqualTo(new Allowed(new DeliveryPermission("hub.example", 120)));
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 302, 401, 405, 500})
    void refuses_any_other_status(int status) {
        assertThat(judge(status, "*", "*")).isEqualTo(new Refused("response " + status));
    }

    @Test
    void accepts_permission_for_every_origin() {
        assertThat(judge(200, "*", "120")).isEqualTo(new Allowed(new DeliveryPermission("hub.example", 120)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "HUB.example", "hub.example.", " hub.example", "hub.example, hub.example", "**", "example"})
    void refuses_permission_for_another_origin(String origin) {
        assertThat(judge(200, origin, "*")).isEqualTo(new Refused("permission for another origin"));
    }

    @Test
    void refuses_a_response_without_the_headers() {
        assertThat(judge(200, null, "*")).isEqualTo(new Refused("response 200 without WebHook-Allowed-Origin"));
        assertThat(judge(204, "*", null)).isEqualTo(new Refused("response 204 without WebHook-Allowed-Rate"));
    }

    @ParameterizedTest
    @CsvSource({"*,120", "1,1", "119,119", "120,120", "121,120", "999999999,120"})
    void takes_the_lower_of_the_requested_and_the_allowed_rate(String granted, int kept) {
        assertThat(judge(200, "*", granted)).isEqualTo(new Allowed(new DeliveryPermission("hub.example", kept)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "+1", "01", "1.5", "1000000000", "\u0661", "1 ", "many"})
    void refuses_a_rate_that_is_no_positive_number(String rate) {
        assertThat(judge(200, "*", rate)).isEqualTo(new Refused("permission at a rate that is no positive number"));
    }

    @Test
    void refuses_without_a_response() {
        assertThat(PROTECTION.validate(new NoResponse(FailureCode.TIMED_OUT, NO_TIME)))
                .isEqualTo(new Refused("The destination did not respond in time."));
    }

    @Test
    void is_met_by_a_permission_for_the_same_origin_and_no_higher_rate() {
        assertThat(PROTECTION.isMetBy(new DeliveryPermission("hub.example", 120)))
                .isTrue();
        assertThat(PROTECTION.isMetBy(new DeliveryPermission("hub.example", 1))).isTrue();
        assertThat(PROTECTION.isMetBy(new DeliveryPermission("hub.example", 121)))
                .isFalse();
        assertThat(PROTECTION.isMetBy(new DeliveryPermission("other.example", 120)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "https://hub.example",
                "hub.example:443",
                "hub.example/",
                "-hub.example",
                "hub..example",
                "höb"
            })
    void needs_a_host_name(String origin) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AbuseProtection(origin, 1))
                .withMessageStartingWith("the origin of a permission must be a host name, was \"");
    }

    @Test
    void needs_a_positive_rate() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AbuseProtection("hub.example", 0))
                .withMessage("a permission must cover at least 1 delivery a minute, was 0");
        assertThatIllegalArgumentException().isThrownBy(() -> new DeliveryPermission("hub.example", 0));
    }

    private static ValidationResult judge(int status, @Nullable String origin, @Nullable String rate) {
        var headers = new HashMap<String, String>();
        if (origin != null) {
            headers.put("WebHook-Allowed-Origin", origin);
        }
        if (rate != null) {
            headers.put("WebHook-Allowed-Rate", rate);
        }
        return PROTECTION.validate(new Response(status, null, null, "", NO_TIME, headers));
    }
}
