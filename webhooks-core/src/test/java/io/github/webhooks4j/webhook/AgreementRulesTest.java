package io.github.webhooks4j.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.agreement.Agreement;
import io.github.webhooks4j.agreement.AgreementAnswer;
import io.github.webhooks4j.agreement.AgreementTerms;
import io.github.webhooks4j.delivery.BasicCredentials;
import io.github.webhooks4j.delivery.RetrySchedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AgreementRulesTest {
    private static final AgreementTerms TERMS = new AgreementTerms("hub.example", 60);
    private static final Agreement AGREED = new Agreement("hub.example", 60);
    private static final Destination CI = new Destination("https://ci.example/", null);

    private final List<Destination> asked = new ArrayList<>();

    @Test
    void a_destination_that_is_new_is_asked() {
        assertThat(agree(TERMS, CI, List.of())).isEqualTo(CI.withAgreement(AGREED));
        assertThat(asked).containsExactly(CI);
    }

    @Test
    void a_destination_that_agreed_before_is_not_asked_again() {
        var former = CI.withAgreement(new Agreement("hub.example", 5));

        assertThat(agree(TERMS, CI, List.of(former))).isEqualTo(former);
        assertThat(asked).isEmpty();
    }

    @Test
    void a_destination_whose_agreement_was_about_something_else_is_asked_again() {
        agree(TERMS, CI, List.of(CI.withAgreement(new Agreement("other.example", 60))));
        agree(TERMS, CI, List.of(CI.withAgreement(new Agreement("hub.example", 61))));

        assertThat(asked).containsExactly(CI, CI);
    }

    @Test
    void a_destination_with_other_credentials_is_asked_again() {
        agree(
                TERMS,
                CI,
                List.of(new Destination(CI.url(), new BasicCredentials("ada", "lovelace")).withAgreement(AGREED)));

        assertThat(asked).containsExactly(CI);
    }

    @Test
    void without_terms_nobody_is_asked_and_what_was_agreed_to_stays() {
        var former = CI.withAgreement(AGREED);

        assertThat(agree(null, CI, List.of(former))).isEqualTo(former);
        assertThat(agree(null, CI, List.of())).isEqualTo(CI);
        assertThat(asked).isEmpty();
    }

    private Destination agree(@Nullable AgreementTerms terms, Destination destination, List<Destination> former) {
        var settings = new WebhookSettings(
                "CI",
                new TopicFilter("acme/app", List.of()),
                List.of(destination),
                false,
                List.of(),
                RetrySchedule.standard(),
                Duration.ofHours(1),
                false);
        return AgreementRules.agree(settings, former, terms, question -> {
                    asked.add(question);
                    return new AgreementAnswer.Answered(200, "hub.example", "*");
                })
                .destinations()
                .get(0);
    }
}
