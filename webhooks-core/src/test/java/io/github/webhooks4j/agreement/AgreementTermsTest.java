package io.github.webhooks4j.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.webhooks4j.agreement.AgreementAnswer.Answered;
import io.github.webhooks4j.agreement.AgreementAnswer.NotAnswered;
import io.github.webhooks4j.agreement.AgreementDecision.Agreed;
import io.github.webhooks4j.agreement.AgreementDecision.Refused;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Header;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgreementTermsTest {
    private static final AgreementTerms TERMS = new AgreementTerms("hub.example", 120);

    @Test
    void asks_with_origin_and_rate() {
        assertThat(TERMS.headers())
                .isEqualTo(List.of(
                        new Header("WebHook-Request-Origin", "hub.example"),
                        new Header("WebHook-Request-Rate", "120")));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 204, 299})
    void is_agreed_to_by_any_success(int status) {
        assertThat(judge(status, "hub.example", "120")).isEqualTo(new Agreed(new Agreement("hub.example", 120)));
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 302, 401, 405, 500})
    void is_not_agreed_to_by_any_other_status(int status) {
        assertThat(judge(status, "*", "*")).isEqualTo(new Refused("answered " + status));
    }

    @Test
    void is_agreed_to_for_every_origin() {
        assertThat(judge(200, "*", "120")).isEqualTo(new Agreed(new Agreement("hub.example", 120)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "HUB.example", "hub.example.", " hub.example", "hub.example, hub.example", "**", "example"})
    void is_not_agreed_to_for_another_origin(String origin) {
        assertThat(judge(200, origin, "*")).isEqualTo(new Refused("allowed another origin"));
    }

    @Test
    void is_not_agreed_to_in_silence() {
        assertThat(judge(200, null, "*")).isEqualTo(new Refused("answered 200 without WebHook-Allowed-Origin"));
        assertThat(judge(204, "*", null)).isEqualTo(new Refused("answered 204 without WebHook-Allowed-Rate"));
    }

    @ParameterizedTest
    @CsvSource({"*,120", "1,1", "119,119", "120,120", "121,120", "999999999,120"})
    void keeps_to_the_lower_of_what_was_asked_for_and_what_was_granted(String granted, int kept) {
        assertThat(judge(200, "*", granted)).isEqualTo(new Agreed(new Agreement("hub.example", kept)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "+1", "01", "1.5", "1000000000", "\u0661", "1 ", "many"})
    void is_not_agreed_to_at_a_rate_that_is_no_positive_number(String rate) {
        assertThat(judge(200, "*", rate)).isEqualTo(new Refused("allowed a rate that is no positive number"));
    }

    @Test
    void is_not_agreed_to_without_an_answer() {
        assertThat(TERMS.judge(new NotAnswered(FailureCode.TIMED_OUT)))
                .isEqualTo(new Refused("The destination did not answer in time."));
    }

    @Test
    void is_met_by_an_agreement_about_the_same_origin_and_no_higher_rate() {
        assertThat(TERMS.areMetBy(new Agreement("hub.example", 120))).isTrue();
        assertThat(TERMS.areMetBy(new Agreement("hub.example", 1))).isTrue();
        assertThat(TERMS.areMetBy(new Agreement("hub.example", 121))).isFalse();
        assertThat(TERMS.areMetBy(new Agreement("other.example", 120))).isFalse();
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
    void need_a_host_name(String origin) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AgreementTerms(origin, 1))
                .withMessageStartingWith("the origin of an agreement must be a host name, was \"");
    }

    @Test
    void needs_a_positive_rate() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AgreementTerms("hub.example", 0))
                .withMessage("an agreement must be about at least 1 delivery a minute, was 0");
        assertThatIllegalArgumentException().isThrownBy(() -> new Agreement("hub.example", 0));
    }

    private static AgreementDecision judge(int status, @Nullable String origin, @Nullable String rate) {
        return TERMS.judge(new Answered(status, origin, rate));
    }
}
