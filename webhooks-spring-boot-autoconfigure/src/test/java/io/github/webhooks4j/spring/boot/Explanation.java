package io.github.webhooks4j.spring.boot;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** What an application that does not start shows: what is wrong, and behind an arrow what to do. */
final class Explanation {
    private Explanation() {}

    static String of(Throwable failure) {
        return of(failure, Map.of());
    }

    static String of(Throwable failure, Map<String, Object> properties) {
        var environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
        FailureAnalysis analysis =
                requireNonNull(new WebhooksFailureAnalyzer(environment).analyze(failure), failure::toString);
        return analysis.getDescription() + " -> " + analysis.getAction();
    }
}
