package io.github.webhooks4j.spring.boot;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The properties of webhooks. What is null has the default of the engine or the transport, which checks the value too.
 *
 * @param enabled false: there is no bean of webhooks at all
 * @param name the engine's name in logs and threads; by default {@code spring.application.name}
 * @param store where webhooks, events and chains are stored
 * @param callbackBase the public URL below which receivers call back, such as {@code https://hub.example.com/webhooks/callbacks}; without
 *     it no chain of several destinations can be created
 * @param callbackPath the path at which the callback endpoint is mounted, if {@code callback-base} is set; {@code none}: it is not mounted
 * @param delivery how this node delivers
 * @param retention how long history is kept
 * @param publishTimeout how long a publish waits for the store
 * @param secretOverlap how long a former secret signs after a rotation
 * @param userAgent the header {@code User-Agent} of requests
 * @param transport how requests are sent
 * @param metrics what is measured
 */
@ConfigurationProperties("webhooks")
public record WebhooksProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable String name,
        @DefaultValue StoreProperties store,
        @Nullable URI callbackBase,
        @DefaultValue("/webhooks/callbacks") String callbackPath,
        @DefaultValue Delivery delivery,
        @Nullable Duration retention,
        @Nullable Duration publishTimeout,
        @Nullable Duration secretOverlap,
        @Nullable String userAgent,
        @DefaultValue Transport transport,
        @DefaultValue Metrics metrics) {
    /** Which database holds the store. */
    public enum StoreType {
        /** PostgreSQL if the data source is one; else SQLite. */
        AUTO,
        /** A PostgreSQL data source of the application. */
        POSTGRESQL,
        /** A file of SQLite, of one node. */
        SQLITE
    }

    /** Whether the store creates and upgrades its tables. */
    public enum SchemaInitialization {
        /** When it is opened, after Flyway and Liquibase have run. */
        ALWAYS,
        /** Never: it only checks them. */
        NEVER
    }

    /**
     * Where webhooks, events and chains are stored.
     *
     * @param type which database; by default it follows from the data source and {@code webhooks.store.file}
     * @param file the file of SQLite; by default that of the data source, if that is one of SQLite
     * @param initializeSchema whether tables are created and upgraded; a SQLite file always is
     * @param keys keys that encrypt secrets, as base64 of 32 bytes: the first one encrypts, all decrypt; none: secrets are not encrypted
     */
    public record StoreProperties(
            @DefaultValue("auto") StoreType type,
            @Nullable Path file,
            @DefaultValue("always") SchemaInitialization initializeSchema,
            @DefaultValue List<String> keys) {
        /** Shows no key. */
        @Override
        public String toString() {
            return "StoreProperties[type=" + type + ", file=" + file + ", initializeSchema=" + initializeSchema
                    + ", keys=" + keys.size() + "]";
        }
    }

    /**
     * How this node delivers.
     *
     * @param enabled false: this node publishes and takes callbacks, and others deliver
     * @param autoStartup false: the application calls {@code WebhookEngine.startDelivering} itself
     * @param maxInFlight the most attempts in flight
     * @param maxInFlightPerDestination the most attempts in flight to one destination
     * @param attemptTimeout how long an attempt may take
     * @param pollInterval how often the store is polled
     * @param leaseTerm how long a claim lasts
     * @param shutdownGrace how long attempts in flight may take to end when the application stops
     */
    public record Delivery(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("true") boolean autoStartup,
            @Nullable Integer maxInFlight,
            @Nullable Integer maxInFlightPerDestination,
            @Nullable Duration attemptTimeout,
            @Nullable Duration pollInterval,
            @Nullable Duration leaseTerm,
            @DefaultValue("10s") Duration shutdownGrace) {}

    /**
     * How requests are sent.
     *
     * @param connectTimeout how long a connection may take, with TLS
     * @param readTimeout how long a destination may be silent
     * @param httpsOnly whether webhooks must have https URLs
     * @param allowLoopback whether this machine may be a destination: for development
     * @param allow ranges of addresses beyond the public ones that may be destinations, such as {@code 10.1.0.0/16}
     * @param deny ranges of addresses that must not be destinations
     * @param proxy the egress proxy, as {@code host:port}
     */
    public record Transport(
            @Nullable Duration connectTimeout,
            @Nullable Duration readTimeout,
            @DefaultValue("false") boolean httpsOnly,
            @DefaultValue("false") boolean allowLoopback,
            @DefaultValue List<String> allow,
            @DefaultValue List<String> deny,
            @Nullable String proxy) {}

    /**
     * What is measured.
     *
     * @param enabled whether the meters of webhooks are registered, if there is a registry of Micrometer
     */
    public record Metrics(@DefaultValue("true") boolean enabled) {}
}
