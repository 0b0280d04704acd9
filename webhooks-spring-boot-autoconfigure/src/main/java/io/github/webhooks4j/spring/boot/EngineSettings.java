package io.github.webhooks4j.spring.boot;

import static io.github.webhooks4j.spring.boot.PropertySetter.convert;
import static io.github.webhooks4j.spring.boot.PropertySetter.set;

import io.github.webhooks4j.delivery.RateLimit;
import io.github.webhooks4j.engine.WebhookEngineBuilder;
import io.github.webhooks4j.handshake.AbuseProtection;
import io.github.webhooks4j.webhook.DisablePolicy;
import io.github.webhooks4j.webhook.OwnerLimits;
import java.time.Duration;

/** Applies the properties of the engine to its builder. */
final class EngineSettings {
    /** The most that the engine allows: what an owner may have if only the other limit is set. */
    private static final int MOST_OF_OWNER = 100_000;

    private EngineSettings() {}

    static void apply(WebhooksProperties properties, WebhookEngineBuilder builder) {
        set("webhooks.callback-base", properties.callbackBase(), builder::callbackBase);
        set(
                "webhooks.callbacks-per-minute",
                properties.callbacksPerMinute(),
                limit -> builder.callbackRateLimit(RateLimit.perMinute(limit)));
        set("webhooks.retention", properties.retention(), builder::retention);
        set("webhooks.publish-timeout", properties.publishTimeout(), builder::publishTimeout);
        set("webhooks.secret-overlap", properties.secretOverlap(), builder::secretOverlap);
        set("webhooks.user-agent", properties.userAgent(), builder::userAgent);
        set("webhooks.cloud-events-source", properties.cloudEventsSource(), builder::cloudEventsSource);
        set("webhooks.disabling", properties.disabling(), disabling -> builder.disabling(policy(disabling)));
        WebhooksProperties.Owners owners = properties.ownerLimits();
        if (owners.maxWebhooks() != null || owners.maxDestinations() != null) {
            set("webhooks.owner-limits", owners, limits -> builder.ownerLimits(limits(limits)));
        }
        if (properties.abuseProtection().origin() != null) {
            builder.abuseProtection(abuseProtection(properties.abuseProtection()));
        }
        apply(properties.delivery(), builder);
    }

    private static void apply(WebhooksProperties.Delivery delivery, WebhookEngineBuilder builder) {
        set("webhooks.delivery.max-in-flight", delivery.maxInFlight(), builder::maxInFlight);
        set(
                "webhooks.delivery.max-in-flight-per-destination",
                delivery.maxInFlightPerDestination(),
                builder::maxInFlightPerDestination);
        set("webhooks.delivery.attempt-timeout", delivery.attemptTimeout(), builder::attemptTimeout);
        set("webhooks.delivery.poll-interval", delivery.pollInterval(), builder::pollInterval);
        set("webhooks.delivery.lease-term", delivery.leaseTerm(), builder::leaseTerm);
        set("webhooks.delivery.circuit-failures", delivery.circuitFailures(), builder::circuitFailures);
        set("webhooks.delivery.circuit-probe-interval", delivery.circuitProbeInterval(), builder::circuitProbeInterval);
        set("webhooks.delivery.shutdown-grace", delivery.shutdownGrace(), builder::shutdownGrace);
    }

    private static DisablePolicy policy(WebhooksProperties.Disabling disabling) {
        Duration failingFor = disabling.failingFor();
        DisablePolicy policy = disabling.whenFailing()
                ? DisablePolicy.DEFAULT.whenFailing(failingFor, disabling.failedAttempts())
                : DisablePolicy.DEFAULT.neverForFailing();
        return disabling.whenGone() ? policy : policy.ignoringGone();
    }

    private static OwnerLimits limits(WebhooksProperties.Owners owners) {
        return OwnerLimits.of(
                owners.maxWebhooks() == null ? MOST_OF_OWNER : owners.maxWebhooks(),
                owners.maxDestinations() == null ? MOST_OF_OWNER : owners.maxDestinations());
    }

    private static AbuseProtection abuseProtection(WebhooksProperties.Handshake handshake) {
        String origin = handshake.origin();
        Integer perMinute = handshake.perMinute();
        if (origin == null || perMinute == null) {
            throw new WebhooksConfigurationException(
                    "webhooks.abuse-protection.origin is set, but webhooks.abuse-protection.per-minute is not.",
                    "Set webhooks.abuse-protection.per-minute to how many deliveries a minute you ask destinations for.");
        }
        return convert("webhooks.abuse-protection", origin, of -> new AbuseProtection(of, perMinute));
    }
}
