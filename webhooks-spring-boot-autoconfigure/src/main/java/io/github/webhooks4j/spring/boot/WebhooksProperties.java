package io.github.webhooks4j.spring.boot;

import io.github.webhooks4j.catalog.CatalogAction;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The properties of webhooks. What is null has the default of the engine or the transport, which checks the value too.
 *
 * @param enabled false: this application sends nothing: it has neither engine nor store; receivers stay
 * @param name the engine's name in logs and threads; by default {@code spring.application.name}
 * @param store where webhooks, events and chains are stored
 * @param callbackBase the public URL below which receivers call back, such as {@code https://hub.example.com/webhooks/callbacks}; without
 *     it no chain of several destinations can be created
 * @param callbackPath the path at which the callback endpoint is mounted, if {@code callback-base} is set; {@code none}: it is not mounted
 * @param callbacksPerMinute how many callbacks of one chain this node handles in a minute
 * @param delivery how this node delivers
 * @param retention how long history is kept
 * @param publishTimeout how long a publish waits for the store
 * @param secretOverlap how long a former secret signs after a rotation
 * @param userAgent the header {@code User-Agent} of requests
 * @param cloudEventsSource {@code ce-source} in deliveries as CloudEvents
 * @param eventCatalog what becomes of events that do not keep to the bean of type {@code EventCatalog}
 * @param openapi the OpenAPI document of that bean
 * @param disabling when webhooks are disabled automatically
 * @param ownerLimits how many webhooks and destinations an owner may have
 * @param abuseProtection what destinations are asked before they are registered
 * @param transport how requests are sent
 * @param metrics what is measured
 * @param console the console for operators
 * @param portal the customers' page
 * @param receivers the senders whose deliveries this application receives, by names of its own
 * @param inbox what recognises deliveries that are repeated
 */
@ConfigurationProperties("webhooks")
public record WebhooksProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable String name,
        @DefaultValue StoreProperties store,
        @Nullable URI callbackBase,
        @DefaultValue("/webhooks/callbacks") String callbackPath,
        @Nullable Integer callbacksPerMinute,
        @DefaultValue Delivery delivery,
        @Nullable Duration retention,
        @Nullable Duration publishTimeout,
        @Nullable Duration secretOverlap,
        @Nullable String userAgent,
        @Nullable URI cloudEventsSource,
        @DefaultValue EventCatalogProperties eventCatalog,
        @DefaultValue OpenApiProperties openapi,
        @DefaultValue Disabling disabling,
        @DefaultValue Owners ownerLimits,
        @DefaultValue Handshake abuseProtection,
        @DefaultValue Transport transport,
        @DefaultValue Metrics metrics,
        @DefaultValue Console console,
        @DefaultValue Portal portal,
        @DefaultValue Map<String, ReceiverProperties> receivers,
        @DefaultValue InboxProperties inbox) {
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
     * @param circuitFailures how many consecutive failures open the circuit breaker of a destination
     * @param circuitProbeInterval the time from a failed probe of a destination to the next
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
            @Nullable Integer circuitFailures,
            @Nullable Duration circuitProbeInterval,
            @DefaultValue("10s") Duration shutdownGrace) {}

    /**
     * How requests are sent.
     *
     * @param connectTimeout how long a connection may take, with TLS
     * @param readTimeout how long a destination may be silent
     * @param maxConnectionAge how old a connection may be when another request is sent on it
     * @param refuseUnresolvedNames whether names that do not resolve are refused when a webhook is registered
     * @param httpsOnly whether webhooks must have https URLs
     * @param allowLoopback whether this machine may be a destination: for development
     * @param allow ranges of addresses beyond the public ones that may be destinations, such as {@code 10.1.0.0/16}
     * @param deny ranges of addresses that must not be destinations
     * @param nat64 prefixes by which the network translates addresses to IPv4, such as {@code 64:ff9b::/96}
     * @param proxy the egress proxy, as {@code host:port}
     * @param proxyExcept hosts that are dialled without the proxy
     * @param http2 hosts that have HTTP/2 and nothing else
     * @param tlsBundle the SSL bundle of Spring Boot with the authorities that are trusted, and the certificate that is shown
     * @param tlsProfiles SSL bundles for webhooks that name a TLS profile, by the names of the profiles
     */
    public record Transport(
            @Nullable Duration connectTimeout,
            @Nullable Duration readTimeout,
            @Nullable Duration maxConnectionAge,
            @DefaultValue("false") boolean refuseUnresolvedNames,
            @DefaultValue("false") boolean httpsOnly,
            @DefaultValue("false") boolean allowLoopback,
            @DefaultValue List<String> allow,
            @DefaultValue List<String> deny,
            @DefaultValue List<String> nat64,
            @Nullable String proxy,
            @DefaultValue List<String> proxyExcept,
            @DefaultValue List<String> http2,
            @Nullable String tlsBundle,
            @DefaultValue Map<String, String> tlsProfiles) {}

    /**
     * What becomes of events that do not keep to the catalogue.
     *
     * @param unknownTypes what a publish does with a type that the catalogue does not name; by default it accepts the event
     * @param invalidBodies what it does with a body that breaks the schema of its type; by default it rejects the event if there is a
     *     validator, such as that of {@code webhooks-schema}
     */
    public record EventCatalogProperties(
            @Nullable CatalogAction unknownTypes, @Nullable CatalogAction invalidBodies) {}

    /**
     * The OpenAPI document of the event catalogue, in a servlet application.
     *
     * @param enabled whether it is mounted
     * @param path where
     * @param title the name of the API; by default {@code spring.application.name}
     * @param version the version of the API
     */
    public record OpenApiProperties(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("/webhooks/openapi.json") String path,
            @Nullable String title,
            @DefaultValue("1") String version) {}

    /**
     * What is measured.
     *
     * @param enabled whether the meters of webhooks are registered, if there is a registry of Micrometer
     */
    public record Metrics(@DefaultValue("true") boolean enabled) {}

    /**
     * When webhooks are disabled automatically; the same on all nodes.
     *
     * @param whenFailing whether those are that fail for some time
     * @param failingFor how long a webhook must have been failing without a success
     * @param failedAttempts how many of its attempts must have failed in a row as well
     * @param whenGone whether a destination that responds 410 disables its webhook
     */
    public record Disabling(
            @DefaultValue("true") boolean whenFailing,
            @DefaultValue("5d") Duration failingFor,
            @DefaultValue("12") int failedAttempts,
            @DefaultValue("true") boolean whenGone) {}

    /**
     * How many an owner may have.
     *
     * @param maxWebhooks the most webhooks
     * @param maxDestinations the most destinations in all of them
     */
    public record Owners(
            @Nullable Integer maxWebhooks, @Nullable Integer maxDestinations) {}

    /**
     * What destinations are asked before they are registered (CloudEvents abuse protection).
     *
     * @param origin the host name of this sender; without it no destination is asked
     * @param perMinute how many deliveries a minute are asked for
     */
    public record Handshake(
            @Nullable String origin, @Nullable Integer perMinute) {}

    /**
     * The console for operators, in a servlet application.
     *
     * @param enabled whether it is mounted
     * @param path where
     * @param publicBase the URL that browsers use, behind a proxy that ends TLS or changes {@code Host}
     * @param viewAuthority the authority of Spring Security that lets a user look, without bodies
     * @param operateAuthority the authority that lets a user test and steer deliveries too
     * @param adminAuthority the authority that lets a user do everything
     */
    public record Console(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("/webhooks/console") String path,
            @Nullable URI publicBase,
            @DefaultValue("WEBHOOKS_VIEW") String viewAuthority,
            @DefaultValue("WEBHOOKS_OPERATE") String operateAuthority,
            @DefaultValue("WEBHOOKS_ADMIN") String adminAuthority) {}

    /**
     * The customers' page, in a servlet application.
     *
     * @param enabled whether it is mounted
     * @param path where
     * @param base the URL that browsers use, which ends with the path
     * @param session how long a session lasts
     * @param refreshUrl where customers get a new link
     * @param embedIn the origin whose pages may embed it
     */
    public record Portal(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("/webhooks/portal") String path,
            @Nullable URI base,
            @Nullable Duration session,
            @Nullable URI refreshUrl,
            @Nullable URI embedIn) {}

    /**
     * How the deliveries of one sender are verified: by keys if it signs, else by secret paths.
     *
     * @param keys what the sender shows, {@code whsec_…} or {@code whpk_…}; several while one is being replaced
     * @param tolerance how far the time of a signature may be from this machine's
     * @param pathSecrets the last segments of its URLs, for a sender that does not sign, as Docker Hub
     */
    public record ReceiverProperties(
            @DefaultValue List<String> keys,
            @DefaultValue("5m") Duration tolerance,
            @DefaultValue List<String> pathSecrets) {
        /** Shows no key. */
        @Override
        public String toString() {
            return "ReceiverProperties[keys=" + keys.size() + ", tolerance=" + tolerance + ", pathSecrets="
                    + pathSecrets.size() + "]";
        }
    }

    /**
     * What recognises deliveries that are repeated.
     *
     * @param enabled whether there is an inbox, in the data source of webhooks
     * @param retention how long ids are remembered: longer than the sender's schedule of retries takes
     * @param initializeSchema whether its table is created
     */
    public record InboxProperties(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("7d") Duration retention,
            @DefaultValue("always") SchemaInitialization initializeSchema) {}
}
