package io.github.webhooks4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.testkit.InMemoryStore;
import io.github.webhooks4j.testkit.ScriptedTransport;
import org.junit.jupiter.api.Test;

/** Keys of the deployment for purposes of the application. */
class DerivedKeyTest {
    private final InMemoryStore store = new InMemoryStore();

    @Test
    void is_the_same_on_every_node_and_another_for_each_purpose() {
        try (var one = WebhookEngine.builder(store, new ScriptedTransport()).build();
                var other = WebhookEngine.builder(store.join(), new ScriptedTransport())
                        .build()) {
            assertThat(one.deriveKey("portal")).hasSize(32).isEqualTo(other.deriveKey("portal"));
            assertThat(one.deriveKey("other")).isNotEqualTo(one.deriveKey("portal"));
        }
    }

    @Test
    void refuses_a_purpose_without_a_name() {
        try (var engine = WebhookEngine.builder(store, new ScriptedTransport()).build()) {
            assertThatThrownBy(() -> engine.deriveKey(" "))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the purpose of a key must be 1 to 100 characters and not blank, was 1 characters");
        }
    }
}
