package io.github.webhooks4j.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.webhooks4j.engine.Webhooks;
import io.github.webhooks4j.event.Event;
import io.github.webhooks4j.spring.WebhookPublisher;
import io.github.webhooks4j.testkit.RecordedDelivery;
import io.github.webhooks4j.testkit.ScriptedTransport;
import io.github.webhooks4j.webhook.WebhookDraft;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.annotation.Transactional;

/** How an application tests what it sends, as docs/spring.md has it. */
@Tag("e2e")
@SpringBootTest(webEnvironment = WebEnvironment.NONE)
@DirtiesContext
class TestedApplicationTest {
    @TempDir
    private static Path directory;

    private final Orders orders;
    private final ScriptedTransport transport;

    @Autowired
    TestedApplicationTest(Orders orders, Webhooks webhooks, ScriptedTransport transport) {
        this.orders = orders;
        this.transport = transport;
        webhooks.create(WebhookDraft.builder("Billing", "shop/orders", List.of("https://billing.example/hook"))
                .build());
    }

    @Test
    void sends_what_is_committed_and_nothing_else() throws Exception {
        assertThatThrownBy(() -> orders.place("lost", true)).isInstanceOf(IllegalStateException.class);
        orders.place("kept", false);

        List<RecordedDelivery> sent = transport.awaitRequests(1, Duration.ofSeconds(10));

        assertThat(sent).extracting(RecordedDelivery::url).containsExactly("https://billing.example/hook");
        assertThat(sent).extracting(RecordedDelivery::text).containsExactly("{\"order\":\"kept\"}");
    }

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry properties) {
        properties.add("spring.datasource.url", () -> "jdbc:sqlite:" + directory.resolve("shop.db"));
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Sending {
        @Bean
        ScriptedTransport transport() {
            return new ScriptedTransport();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Orders.class)
    static class Shop {}

    /** What is tested. */
    static class Orders {
        private final WebhookPublisher publisher;

        Orders(WebhookPublisher publisher) {
            this.publisher = publisher;
        }

        @Transactional
        void place(String id, boolean fails) {
            publisher.publish(Event.builder("order.placed")
                    .topic("shop/orders")
                    .id("order-" + id)
                    .body(Map.of("order", id))
                    .build());
            if (fails) {
                throw new IllegalStateException("the order is not placed");
            }
        }
    }
}
