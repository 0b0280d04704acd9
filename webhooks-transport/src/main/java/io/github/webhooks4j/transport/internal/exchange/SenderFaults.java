package io.github.webhooks4j.transport.internal.exchange;

import io.github.webhooks4j.transport.internal.dns.ResolverFailedException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Distinguishes failures of the sender's own system from those of destinations. The JDK has one exception for most of
 * them, so the messages of the operating system decide: those of Linux, macOS and the BSDs in English. On a system in
 * another language such failures count for the destinations.
 */
public final class SenderFaults {
    /** No descriptor, no memory or no buffer, regardless of other failures. */
    private static final List<String> SHORTAGES = List.of(
            "too many open files",
            "file table overflow",
            "cannot allocate memory",
            "out of memory",
            "no buffer space available",
            "unable to create native thread",
            "unable to create new native thread");

    /**
     * No packet can leave: no route in the local table, no local port or address left, or a local firewall. A failure of
     * the sender only if it is so for every address that was tried: without IPv6 on this machine it is so for one of a
     * destination's two addresses. "No route to host" is not among them, since remote routers and firewalls report it as
     * well as the local system.
     */
    private static final List<String> UNREACHABLE = List.of(
            "network is unreachable",
            "network is down",
            "can't assign requested address",
            "cannot assign requested address",
            "operation not permitted");

    private SenderFaults() {}

    /** Returns whether the sender's own system is the cause. */
    public static boolean isCause(Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        return isShortage(failure, seen) || isUnreachable(failure, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    /** Returns the message of the operating system if it is one of the known failures; otherwise none of the texts. */
    public static String reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            for (List<String> words : List.of(SHORTAGES, UNREACHABLE)) {
                String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
                Optional<String> known =
                        words.stream().filter(message::contains).findFirst();
                if (known.isPresent()) {
                    return known.get();
                }
            }
            if (cause instanceof ResolverFailedException) {
                return String.valueOf(cause.getMessage());
            }
        }
        return "see cause";
    }

    private static boolean isShortage(Throwable failure, Set<Throwable> seen) {
        for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
            if (cause instanceof VirtualMachineError || contains(SHORTAGES, cause)) {
                return true;
            }
            for (Throwable other : cause.getSuppressed()) {
                if (isShortage(other, seen)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** OkHttp throws the failure at the first address, with those at the others suppressed in it. */
    private static boolean isUnreachable(Throwable failure, Set<Throwable> seen) {
        boolean is = false;
        for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
            is |= contains(UNREACHABLE, cause);
            for (Throwable other : cause.getSuppressed()) {
                if (seen.contains(other)) {
                    continue;
                }
                if (!isUnreachable(other, seen)) {
                    return false;
                }
            }
        }
        return is;
    }

    private static boolean contains(List<String> words, Throwable failure) {
        String message = failure.getMessage();
        if (message == null) {
            return false;
        }
        String lower = message.toLowerCase(Locale.ROOT);
        return words.stream().anyMatch(lower::contains);
    }
}
