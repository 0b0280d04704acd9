package io.github.webhooks4j.delivery;

import java.util.Locale;
import java.util.Optional;

/** Why an attempt got no response: a closed list, each with a sentence for people that reveals nothing of the internal network. */
public enum FailureCode {
    /** The address policy refuses the destination's address. */
    ADDRESS_DENIED("The destination's address is not allowed."),
    /** The host's name has no address, or its name server does not respond in time. */
    NAME_NOT_RESOLVED("The destination's host name could not be resolved."),
    /** No connection: refused, unreachable, or not established in time. */
    CONNECT_FAILED("No connection to the destination could be made."),
    /** The destination's certificate, or one of an authority that issued it, has expired. */
    CERTIFICATE_EXPIRED("The destination's certificate has expired."),
    /** The destination's certificate, or one of an authority that issued it, is not valid yet. */
    CERTIFICATE_NOT_YET_VALID("The destination's certificate is not valid yet."),
    /** The destination's certificate is of no authority that the sender trusts, is revoked, or breaks another rule. */
    CERTIFICATE_NOT_TRUSTED("The destination's certificate is not trusted."),
    /** The destination's certificate is that of another host. */
    CERTIFICATE_NAME_MISMATCH("The destination's certificate is not one of its host name."),
    /** The destination has no version of TLS that the sender uses: 1.2 or 1.3. */
    TLS_VERSION_NOT_SUPPORTED("The destination does not support TLS 1.2 or 1.3."),
    /** The destination asked for a client certificate, or did not accept the one that it got. */
    CLIENT_CERTIFICATE_REQUIRED("The destination requires a client certificate that it accepts."),
    /** The destination responded to the TLS handshake with something else, such as plain HTTP. */
    NOT_TLS("The destination does not use TLS on this port."),
    /** The TLS handshake failed for another reason, for example because it was cut short. */
    TLS_FAILED("The TLS handshake with the destination failed."),
    /** The connection ended before the response was complete. */
    CONNECTION_LOST("The destination closed the connection before its response was complete."),
    /** A connection that had carried a request before was closed before the first byte of this response. */
    REUSED_CONNECTION_LOST("The destination closed a reused connection before it responded."),
    /** No complete response within the deadline. */
    TIMED_OUT("The destination did not respond in time."),
    /** The response is not HTTP. */
    INVALID_RESPONSE("The destination's response was not valid HTTP."),
    /** The sender aborted the attempt, for example when it shut down. */
    ABORTED("The attempt was aborted by the sender."),
    /** The sender could not query any name server, or its resolver was overloaded: the name is not the cause. */
    RESOLVER_FAILED("The sender could not resolve names; its operator can see why."),
    /** The sender itself failed; its log has the details. */
    INTERNAL_ERROR("The sender failed; its operator can see why.");

    private final String sentence;

    FailureCode(String sentence) {
        this.sentence = sentence;
    }

    /**
     * Returns whether the sender is the cause: such an attempt counts neither for the destination's circuit breaker nor for the
     * failure streak of its webhook.
     */
    public boolean isSenderFault() {
        return this == ABORTED || this == RESOLVER_FAILED || this == INTERNAL_ERROR;
    }

    /** Returns a sentence for people. */
    public String sentence() {
        return sentence;
    }

    /** Returns the code for stores and JSON, for example {@code connect_failed}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the code of {@code word}, or empty. */
    public static Optional<FailureCode> fromCode(String word) {
        for (FailureCode code : values()) {
            if (code.code().equals(word)) {
                return Optional.of(code);
            }
        }
        return Optional.empty();
    }
}
