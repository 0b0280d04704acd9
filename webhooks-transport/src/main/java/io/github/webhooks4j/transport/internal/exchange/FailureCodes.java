package io.github.webhooks4j.transport.internal.exchange;

import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.transport.internal.address.DestinationDeniedException;
import io.github.webhooks4j.transport.internal.dns.ResolverFailedException;
import io.github.webhooks4j.transport.internal.egress.SenderFaultException;
import io.github.webhooks4j.transport.internal.tls.TlsFailures;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * Turns the failure of an exchange into a code. The messages of exceptions are dropped: they quote banners, certificates
 * and addresses of the internal network.
 */
public final class FailureCodes {
    private FailureCodes() {}

    /**
     * Returns the code.
     *
     * @param phase how far the exchange came
     * @param cutOff whether the call's own deadline ended it
     */
    public static FailureCode of(Throwable failure, Phase phase, boolean cutOff) {
        if (has(DestinationDeniedException.class, failure)) {
            return FailureCode.ADDRESS_DENIED;
        }
        if (has(ResolverFailedException.class, failure)) {
            return FailureCode.RESOLVER_FAILED;
        }
        if (has(UnknownHostException.class, failure)) {
            return FailureCode.NAME_NOT_RESOLVED;
        }
        // The messages of protocol exceptions quote the destination.
        if (has(SenderFaultException.class, failure)
                || (!has(ProtocolException.class, failure) && SenderFaults.isCause(failure))) {
            return FailureCode.INTERNAL_ERROR;
        }
        if (cutOff) {
            return FailureCode.TIMED_OUT;
        }
        if (has(ProtocolException.class, failure)) {
            return FailureCode.INVALID_RESPONSE;
        }
        if (!(failure instanceof IOException)) {
            // OkHttp throws unchecked exceptions at some responses, such as one with a malformed field.
            return phase == Phase.RESPONDING ? FailureCode.INVALID_RESPONSE : FailureCode.INTERNAL_ERROR;
        }
        boolean waited = has(SocketTimeoutException.class, failure);
        return switch (phase) {
            case CONNECTING -> FailureCode.CONNECT_FAILED;
            case SECURING -> waited ? FailureCode.TIMED_OUT : TlsFailures.codeOf(failure);
            case SENDING, RESPONDING ->
                waited
                        ? FailureCode.TIMED_OUT
                        // With TLS 1.3 a server may reject the handshake only after we have sent.
                        : has(SSLHandshakeException.class, failure)
                                ? TlsFailures.codeOf(failure)
                                : FailureCode.CONNECTION_LOST;
        };
    }

    /** Returns whether {@code failure} or one of its causes is of the type. */
    public static boolean has(Class<? extends Throwable> type, @Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
