package io.github.webhooks4j.spring.boot.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.console.access.Admission;
import io.github.webhooks4j.console.exchange.ConsoleRequest;
import io.github.webhooks4j.spring.boot.WebhooksProperties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;

class SpringSecurityGateTest {
    private final SpringSecurityGate gate = new SpringSecurityGate(new WebhooksProperties.Console(
            true, "/webhooks/console", null, "WEBHOOKS_VIEW", "WEBHOOKS_OPERATE", "WEBHOOKS_ADMIN"));

    @AfterEach
    void logOut() {
        SecurityContextHolder.clearContext();
    }

    @Test
    void names_the_actor_as_the_user() {
        assertThat(actorOf("jürgen@acme.example")).isEqualTo("jürgen@acme.example");
    }

    @Test
    void shortens_the_name_of_a_user_that_is_too_long() {
        assertThat(actorOf("x".repeat(101))).isEqualTo("x".repeat(99) + "…");
    }

    @Test
    void cuts_no_character_in_two_when_it_shortens_a_name() {
        assertThat(actorOf("x".repeat(98) + "😀".repeat(2))).isEqualTo("x".repeat(98) + "…");
    }

    @Test
    void replaces_control_characters_in_the_name_of_a_user() {
        assertThat(actorOf("eve\r\nadmin\u0085")).isEqualTo("eve??admin?");
    }

    @Test
    void names_an_actor_without_a_name() {
        assertThat(actorOf(" ")).isEqualTo("unnamed");
    }

    private String actorOf(String user) {
        SecurityContextHolder.getContext()
                .setAuthentication(new TestingAuthenticationToken(user, "pw", "WEBHOOKS_VIEW"));
        Admission admission = gate.admit(ConsoleRequest.of("GET", "/webhooks/console", "", null));
        assertThat(admission).isInstanceOf(Admission.Admitted.class);
        return ((Admission.Admitted) admission).actor().name();
    }
}
