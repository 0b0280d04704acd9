package io.github.webhooks4j.spring.boot.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.spring.boot.WebhooksAutoConfiguration;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** The health of an engine as the actuator of this version of Spring Boot has it. */
class WebhooksHealthIndicatorTest {
    @TempDir
    private Path directory;

    @Test
    void shows_the_health_of_the_node() {
        runner().run(context -> {
            var health = context.getBean(WebhooksHealthIndicator.class).health();

            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails())
                    .containsEntry("phase", "delivering")
                    .containsKeys("node", "oldestDueSeconds");
        });
    }

    @Test
    void is_out_of_service_while_the_node_does_not_deliver() {
        runner().withPropertyValues("webhooks.delivery.enabled=false")
                .run(context -> assertThat(context.getBean(WebhooksHealthIndicator.class)
                                .health()
                                .getStatus())
                        .isEqualTo(Status.OUT_OF_SERVICE));
    }

    @Test
    void has_no_indicator_if_it_is_disabled() {
        runner().withPropertyValues("management.health.webhooks.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(WebhooksHealthIndicator.class));
    }

    private ApplicationContextRunner runner() {
        return new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(WebhooksAutoConfiguration.class, WebhooksHealthAutoConfiguration.class))
                .withPropertyValues("webhooks.store.file=" + directory.resolve("webhooks.db"));
    }
}
