package io.github.webhooks4j.transport.internal.tls;

import io.github.webhooks4j.delivery.FailureCode;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * Distinguishes failures of TLS. The JDK has types for some of them; for the others its messages decide, and an unknown
 * one is {@link FailureCode#TLS_FAILED}.
 */
public final class TlsFailures {
    private static final Pattern ALERT = Pattern.compile("Received fatal alert: ([a-z_]+)");
    private static final Pattern OTHER_VERSION = Pattern.compile("selected protocol version \\w+ is not accepted");
    /** Of the JDK's sockets, of its engine, and of Netty. */
    private static final List<String> NO_TLS =
            List.of("Unsupported or unrecognized SSL message", "Unrecognized SSL message", "not an SSL/TLS record");
    /** A server judges no other certificate than that of the client (RFC 8446, section 6.2). */
    private static final Set<String> OF_CLIENT_CERTIFICATE = Set.of(
            "bad_certificate",
            "unsupported_certificate",
            "certificate_revoked",
            "certificate_expired",
            "certificate_unknown",
            "certificate_required",
            "unknown_ca",
            "access_denied");

    private static final String HANDSHAKE_FAILURE = "handshake_failure";

    private TlsFailures() {}

    /** Returns the code of a failure while TLS was set up. */
    public static FailureCode codeOf(Throwable failure) {
        boolean wasAsked = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            wasAsked |= cause instanceof CertificateAskedException;
            FailureCode code = codeOf(cause, wasAsked);
            if (code != null) {
                return code;
            }
        }
        return FailureCode.TLS_FAILED;
    }

    private static @Nullable FailureCode codeOf(Throwable cause, boolean wasAsked) {
        if (cause instanceof SSLPeerUnverifiedException
                || (cause.getClass() == CertificateException.class && cause.getCause() == null)) {
            // The JDK's check of the name throws no subclass and names no cause; its other checks and its parser do.
            return FailureCode.CERTIFICATE_NAME_MISMATCH;
        }
        if (cause instanceof CertificateException certificate) {
            return codeOf(certificate);
        }
        String message = String.valueOf(cause.getMessage());
        Matcher alert = ALERT.matcher(message);
        if (alert.find()) {
            return codeOf(alert.group(1), wasAsked);
        }
        if (OTHER_VERSION.matcher(message).find()) {
            return FailureCode.TLS_VERSION_NOT_SUPPORTED;
        }
        return NO_TLS.stream().anyMatch(message::contains) ? FailureCode.NOT_TLS : null;
    }

    private static FailureCode codeOf(CertificateException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException) {
                return FailureCode.CERTIFICATE_EXPIRED;
            }
            if (cause instanceof CertificateNotYetValidException) {
                return FailureCode.CERTIFICATE_NOT_YET_VALID;
            }
        }
        return FailureCode.CERTIFICATE_NOT_TRUSTED;
    }

    private static FailureCode codeOf(String alert, boolean wasAsked) {
        if (alert.equals("protocol_version")) {
            return FailureCode.TLS_VERSION_NOT_SUPPORTED;
        }
        // Before TLS 1.3 many servers report a missing client certificate in this way.
        boolean isOfCertificate =
                OF_CLIENT_CERTIFICATE.contains(alert) || (wasAsked && alert.equals(HANDSHAKE_FAILURE));
        return isOfCertificate ? FailureCode.CLIENT_CERTIFICATE_REQUIRED : FailureCode.TLS_FAILED;
    }
}
