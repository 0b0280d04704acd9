package io.github.webhooks4j.console.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.event.Topic;
import org.junit.jupiter.api.Test;

class ScopeTest {
    @Test
    void has_everything() {
        assertThat(Scope.everything().has(new Topic("acme/app"))).isTrue();
        assertThat(Scope.everything().hasFilter("acme/*")).isTrue();
    }

    @Test
    void has_one_topic() {
        Scope scope = Scope.of("acme/app");

        assertThat(scope.has(new Topic("acme/app"))).isTrue();
        assertThat(scope.has(new Topic("acme/app2"))).isFalse();
        assertThat(scope.hasFilter("acme/*")).isFalse();
    }

    @Test
    void has_one_namespace() {
        Scope scope = Scope.of("acme/*");

        assertThat(scope.has(new Topic("acme/app"))).isTrue();
        assertThat(scope.has(new Topic("acme2/app"))).isFalse();
        assertThat(scope.hasFilter("acme/*")).isTrue();
        assertThat(scope.hasFilter("*")).isFalse();
    }

    @Test
    void refuses_what_is_no_topic() {
        assertThatThrownBy(() -> Scope.of(""))
                .hasMessage("a scope must be a topic, or a namespace as acme/*, was \"\"");
    }
}
