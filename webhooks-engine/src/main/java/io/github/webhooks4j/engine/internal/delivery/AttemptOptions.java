package io.github.webhooks4j.engine.internal.delivery;

import io.github.webhooks4j.delivery.Header;
import io.github.webhooks4j.webhook.DisablePolicy;
import java.time.Duration;

/**
 * The options of attempts.
 *
 * @param userAgent the header that names the sender
 * @param cloudEventsSource the value of {@code ce-source}, for webhooks of that format
 * @param deadline the deadline of one attempt
 * @param disabling when the result of an attempt disables its webhook
 */
public record AttemptOptions(Header userAgent, String cloudEventsSource, Duration deadline, DisablePolicy disabling) {}
