package io.github.webhooks4j.transport.internal.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.transport.internal.address.DestinationDeniedException;
import io.github.webhooks4j.transport.internal.dns.ResolverFailedException;
import io.github.webhooks4j.transport.internal.tls.CertificateAskedException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailureCodesTest {
    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new UnknownHostException(), Phase.CONNECTING, FailureCode.NAME_NOT_RESOLVED),
                Arguments.of(new DestinationDeniedException(), Phase.CONNECTING, FailureCode.ADDRESS_DENIED),
                Arguments.of(new ConnectException(), Phase.CONNECTING, FailureCode.CONNECT_FAILED),
                Arguments.of(new SocketTimeoutException(), Phase.CONNECTING, FailureCode.CONNECT_FAILED),
                Arguments.of(new SSLException("x"), Phase.SECURING, FailureCode.TLS_FAILED),
                Arguments.of(new SocketException(), Phase.SECURING, FailureCode.TLS_FAILED),
                Arguments.of(
                        new SSLHandshakeException("Received fatal alert: handshake_failure"),
                        Phase.SECURING,
                        FailureCode.TLS_FAILED),
                Arguments.of(
                        new CertificateAskedException(
                                new SSLHandshakeException("Received fatal alert: handshake_failure")),
                        Phase.SECURING,
                        FailureCode.CLIENT_CERTIFICATE_REQUIRED),
                Arguments.of(
                        new CertificateAskedException(new SSLHandshakeException("Received fatal alert: decode_error")),
                        Phase.SECURING,
                        FailureCode.TLS_FAILED),
                Arguments.of(
                        new SSLHandshakeException("(bad_certificate) Received fatal alert: bad_certificate"),
                        Phase.RESPONDING,
                        FailureCode.CLIENT_CERTIFICATE_REQUIRED),
                Arguments.of(
                        new SSLHandshakeException("The server selected protocol version TLS11 is not accepted by client"
                                + " preferences [TLS13, TLS12]"),
                        Phase.SECURING,
                        FailureCode.TLS_VERSION_NOT_SUPPORTED),
                Arguments.of(
                        new SSLException("Unsupported or unrecognized SSL message"),
                        Phase.SECURING,
                        FailureCode.NOT_TLS),
                Arguments.of(new SSLException("not an SSL/TLS record: 48"), Phase.SECURING, FailureCode.NOT_TLS),
                Arguments.of(new SocketTimeoutException(), Phase.SECURING, FailureCode.TIMED_OUT),
                Arguments.of(new SocketException(), Phase.SENDING, FailureCode.CONNECTION_LOST),
                Arguments.of(new SocketTimeoutException(), Phase.SENDING, FailureCode.TIMED_OUT),
                Arguments.of(new IllegalStateException(), Phase.SENDING, FailureCode.INTERNAL_ERROR),
                Arguments.of(new EOFException(), Phase.RESPONDING, FailureCode.CONNECTION_LOST),
                Arguments.of(new SSLHandshakeException("x"), Phase.RESPONDING, FailureCode.TLS_FAILED),
                Arguments.of(new SSLException("x"), Phase.RESPONDING, FailureCode.CONNECTION_LOST),
                Arguments.of(new ProtocolException(), Phase.RESPONDING, FailureCode.INVALID_RESPONSE),
                Arguments.of(new IllegalArgumentException(), Phase.RESPONDING, FailureCode.INVALID_RESPONSE),
                Arguments.of(new ResolverFailedException("x"), Phase.CONNECTING, FailureCode.RESOLVER_FAILED),
                Arguments.of(new SocketException("Too many open files"), Phase.CONNECTING, FailureCode.INTERNAL_ERROR),
                Arguments.of(
                        new SocketException("Cannot allocate memory"), Phase.CONNECTING, FailureCode.INTERNAL_ERROR),
                Arguments.of(
                        new SocketException("No buffer space available"), Phase.SENDING, FailureCode.INTERNAL_ERROR),
                Arguments.of(
                        new ConnectException("Network is unreachable"), Phase.CONNECTING, FailureCode.INTERNAL_ERROR),
                Arguments.of(
                        new BindException("Cannot assign requested address"),
                        Phase.CONNECTING,
                        FailureCode.INTERNAL_ERROR),
                Arguments.of(
                        new NoRouteToHostException("No route to host"), Phase.CONNECTING, FailureCode.CONNECT_FAILED),
                Arguments.of(new ConnectException("Connection refused"), Phase.CONNECTING, FailureCode.CONNECT_FAILED),
                Arguments.of(new OutOfMemoryError("Java heap space"), Phase.RESPONDING, FailureCode.INTERNAL_ERROR),
                Arguments.of(
                        new OutOfMemoryError("unable to create native thread"),
                        Phase.CONNECTING,
                        FailureCode.INTERNAL_ERROR),
                Arguments.of(
                        new ProtocolException("Unexpected status line: Too many open files"),
                        Phase.RESPONDING,
                        FailureCode.INVALID_RESPONSE),
                Arguments.of(new AssertionError(), Phase.CONNECTING, FailureCode.INTERNAL_ERROR));
    }

    static Stream<Arguments> checkedFailures() {
        return failures().filter(arguments -> arguments.get()[0] instanceof IOException);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void every_failure_has_a_code(Throwable failure, Phase phase, FailureCode code) {
        assertThat(FailureCodes.of(failure, phase, false)).isEqualTo(code);
    }

    @ParameterizedTest
    @MethodSource("checkedFailures")
    void a_cause_counts_too(Throwable failure, Phase phase, FailureCode code) {
        assertThat(FailureCodes.of(new IOException(failure), phase, false)).isEqualTo(code);
    }

    @Test
    void an_unreachable_network_is_the_senders_only_if_no_address_was_better() {
        var v6 = new ConnectException("Network is unreachable");
        v6.addSuppressed(new ConnectException("Connection refused"));
        assertThat(FailureCodes.of(v6, Phase.CONNECTING, false)).isEqualTo(FailureCode.CONNECT_FAILED);

        var v4 = new ConnectException("Connection refused");
        v4.addSuppressed(new ConnectException("Network is unreachable"));
        assertThat(FailureCodes.of(v4, Phase.CONNECTING, false)).isEqualTo(FailureCode.CONNECT_FAILED);

        var both = new ConnectException("Network is unreachable");
        both.addSuppressed(new IOException(new ConnectException("Network is unreachable")));
        assertThat(FailureCodes.of(both, Phase.CONNECTING, false)).isEqualTo(FailureCode.INTERNAL_ERROR);
    }

    @Test
    void a_shortage_at_one_address_is_the_senders() {
        var refused = new ConnectException("Connection refused");
        refused.addSuppressed(new SocketException("Too many open files"));

        assertThat(FailureCodes.of(refused, Phase.CONNECTING, false)).isEqualTo(FailureCode.INTERNAL_ERROR);
    }

    @Test
    void what_the_deadline_cut_off_timed_out_unless_more_is_known() {
        var cut = new InterruptedIOException("timeout");

        assertThat(FailureCodes.of(cut, Phase.CONNECTING, true)).isEqualTo(FailureCode.TIMED_OUT);
        assertThat(FailureCodes.of(cut, Phase.RESPONDING, true)).isEqualTo(FailureCode.TIMED_OUT);

        cut.initCause(new UnknownHostException());
        assertThat(FailureCodes.of(cut, Phase.CONNECTING, true)).isEqualTo(FailureCode.NAME_NOT_RESOLVED);
    }
}
