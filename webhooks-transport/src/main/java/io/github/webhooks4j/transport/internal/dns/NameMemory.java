package io.github.webhooks4j.transport.internal.dns;

import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What recent lookups have shown: which names resolved, which hung, and which failed and why, for the names that were
 * looked up last. Not thread-safe: guarded by the lock of the resolver.
 */
public final class NameMemory {
    /** How long a failure is reported again without another lookup. */
    public static final long FAILURE_KEPT_NANOS = 5_000_000_000L;
    /** How many names are stored. */
    static final int MAX_NAMES = 4096;

    /** How often a name must fail while others resolve until it is the name that is broken, and not the resolver. */
    private static final int REFUTATIONS = 2;

    /**
     * The messages with which the system's resolvers report that no name server responded, or that none could be asked
     * (EAI_AGAIN, EAI_FAIL, EAI_SYSTEM, EAI_MEMORY of glibc, of musl, and of Windows), in lower case.
     */
    private static final List<String> RESOLVERS_FAULTS = List.of(
            "temporary failure in name resolution",
            "non-recoverable failure in name resolution",
            "memory allocation failure",
            "system error",
            "try again",
            "unrecoverable error",
            "out of memory",
            "too many open files",
            "cannot allocate memory",
            "resource temporarily unavailable",
            "temporary error during hostname resolution");

    private final Map<String, Name> names = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Name> eldest) {
            return size() > MAX_NAMES;
        }
    };
    private long successes;

    private static final class Name {
        private boolean proven;
        private boolean hanging;
        private boolean failed;
        private long failedAt;
        private boolean isResolversFault;
        private int refutations;
        private long successesSeen;
    }

    boolean isProven(String host) {
        Name name = names.get(host);
        return name != null && name.proven;
    }

    boolean isHanging(String host) {
        Name name = names.get(host);
        return name != null && name.hanging;
    }

    void resolved(String host) {
        successes++;
        var name = new Name();
        name.proven = true;
        names.put(host, name);
    }

    /** Records that a caller waited for a lookup without a result. */
    void hung(String host) {
        Name name = names.computeIfAbsent(host, unknown -> new Name());
        name.hanging = true;
        name.proven = false;
    }

    /**
     * Records a failure.
     *
     * @return what to report to the callers that wait
     */
    UnknownHostException failed(String host, UnknownHostException failure, long now) {
        Name name = names.computeIfAbsent(host, unknown -> new Name());
        name.isResolversFault = isResolversFault(name, host, failure.getMessage());
        if (name.isResolversFault) {
            if (name.failed && successes > name.successesSeen) {
                name.refutations++;
            }
        } else {
            name.proven = false;
        }
        name.successesSeen = successes;
        name.failedAt = now;
        name.hanging = false;
        name.failed = true;
        return reported(name);
    }

    /**
     * Returns the failure of a lookup that failed a moment ago and would fail again; null if the name must be looked up.
     */
    @Nullable UnknownHostException recentFailure(String host, long now) {
        Name name = names.get(host);
        return name == null || !name.failed || now - name.failedAt >= FAILURE_KEPT_NANOS ? null : reported(name);
    }

    private static UnknownHostException reported(Name name) {
        return name.isResolversFault && name.refutations < REFUTATIONS
                ? new ResolverFailedException("no name server could be asked")
                : new UnknownHostException("no such name");
    }

    /**
     * The JDK caches failures too, for 10 s by default, and then reports only the name: the reason is that of the
     * failure before.
     */
    private static boolean isResolversFault(Name name, String host, @Nullable String message) {
        if (message == null || message.equals(host)) {
            return name.failed && name.isResolversFault;
        }
        String reason = message.substring(message.lastIndexOf(':') + 1).toLowerCase(Locale.ROOT);
        return RESOLVERS_FAULTS.stream().anyMatch(reason::contains);
    }
}
