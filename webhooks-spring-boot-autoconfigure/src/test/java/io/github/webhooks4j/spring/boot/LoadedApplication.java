package io.github.webhooks4j.spring.boot;

import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.payload.PushData;
import io.github.webhooks4j.payload.PushEvents;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.payload.Repository;
import io.github.webhooks4j.spring.WebhookPublisher;
import java.time.Instant;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** An application that publishes a push for each request; also a process of its own. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@RestController
class LoadedApplication {
    private final WebhookPublisher publisher;

    LoadedApplication(WebhookPublisher publisher) {
        this.publisher = publisher;
    }

    public static void main(String[] arguments) {
        SpringApplication.run(LoadedApplication.class, arguments);
    }

    /** Publishes a push of a tag, and returns the thread that did. */
    @PostMapping("/pushes")
    String push(@RequestParam("tag") String tag) {
        PushPayload push = PushPayload.of(
                PushData.of(null, "ann", tag), Repository.builder("acme/app").build());
        publisher.publish(PushEvents.of(new EventId("push-" + tag), Instant.now(), push));
        return Thread.currentThread().toString();
    }

    @Configuration(proxyBeanMethods = false)
    static class Open {
        @Bean
        SecurityFilterChain everything(HttpSecurity http) throws Exception {
            return http.csrf(csrf -> csrf.disable())
                    .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                    .build();
        }
    }
}
