package io.github.webhooks4j.okhttp;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** What can be set on a guarded client, with the defaults; both public builders fill one. Not thread-safe. */
final class ClientSettings {
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration OLDEST = Duration.ofHours(1);

    Supplier<AddressPolicy> addressPolicy = AddressPolicy::publicOnly;
    boolean httpsOnly;
    boolean refusesUnresolvedNames;
    Duration callTimeout = Duration.ofSeconds(20);
    Duration connectTimeout = Duration.ofSeconds(5);
    Duration maxConnectionAge = Duration.ofSeconds(60);
    LongSupplier nanoTime = System::nanoTime;
    NameResolver nameResolver = NameResolver.system();
    GuardedSocketFactory.Dialling dialling = address -> {};

    @Nullable EgressProxy egressProxy;

    @Nullable Tls tls;

    private @Nullable Duration readTimeout;

    /** Whom to trust, in place of the JVM's own list. */
    record Tls(SSLSocketFactory sockets, X509TrustManager trust) {}

    Duration readTimeout() {
        return readTimeout == null ? callTimeout : readTimeout;
    }

    /** Returns the rule that destinations must be https, or null if there is none. */
    @Nullable String httpsRule() {
        return egressProxy != null
                ? "must begin with https://, since deliveries leave through a proxy"
                : httpsOnly ? "must begin with https://" : null;
    }

    void callTimeout(Duration timeout) {
        this.callTimeout = checked("callTimeout", timeout);
    }

    void connectTimeout(Duration timeout) {
        this.connectTimeout = checked("connectTimeout", timeout);
    }

    void readTimeout(Duration timeout) {
        this.readTimeout = checked("readTimeout", timeout);
    }

    void maxConnectionAge(Duration age) {
        this.maxConnectionAge = checked("maxConnectionAge", age, OLDEST);
    }

    private static Duration checked(String name, Duration timeout) {
        return checked(name, timeout, LONGEST);
    }

    private static Duration checked(String name, Duration value, Duration longest) {
        if (value.compareTo(SHORTEST) < 0 || value.compareTo(longest) > 0) {
            throw new IllegalArgumentException(name + " must be " + SHORTEST + " to " + longest + ", was " + value);
        }
        return value;
    }
}
