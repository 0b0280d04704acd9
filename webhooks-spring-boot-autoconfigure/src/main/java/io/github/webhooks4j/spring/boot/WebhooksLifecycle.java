package io.github.webhooks4j.spring.boot;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.engine.WebhookEngine;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;

/**
 * Starts and stops delivering with the application. Delivering begins when the web server accepts requests, and ends before the web server
 * refuses any: so no receiver that calls back while its delivery is in flight finds the endpoint closed. The engine itself is open for as
 * long as its bean exists: requests that the web server still drains may publish. A context that is stopped and started again delivers
 * again.
 */
public final class WebhooksLifecycle implements SmartLifecycle {
    /**
     * After the phases of Spring Boot's web server, which starts in {@code Integer.MAX_VALUE - 2048} and in which graceful shutdown begins in
     * {@code Integer.MAX_VALUE - 1024}: what has a greater phase starts later and stops earlier.
     */
    public static final int PHASE = Integer.MAX_VALUE - 512;

    private final WebhookEngine engine;
    private final boolean auto;
    private final Duration grace;
    private volatile boolean running;

    WebhooksLifecycle(WebhookEngine engine, boolean auto, Duration grace) {
        this.engine = requireNonNull(engine, "engine");
        this.auto = auto;
        this.grace = requireNonNull(grace, "grace");
    }

    @Override
    public void start() {
        engine.startDelivering();
        running = true;
    }

    /** Stops delivering; waits for attempts in flight as long as {@code webhooks.delivery.shutdown-grace} allows. */
    @Override
    public void stop() {
        engine.stopDelivering(grace);
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public boolean isAutoStartup() {
        return auto;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
