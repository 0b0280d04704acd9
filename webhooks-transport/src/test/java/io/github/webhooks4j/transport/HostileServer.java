package io.github.webhooks4j.transport;

import static io.github.webhooks4j.delivery.FailureCode.CERTIFICATE_EXPIRED;
import static io.github.webhooks4j.delivery.FailureCode.CERTIFICATE_NAME_MISMATCH;
import static io.github.webhooks4j.delivery.FailureCode.CERTIFICATE_NOT_TRUSTED;
import static io.github.webhooks4j.delivery.FailureCode.CONNECTION_LOST;
import static io.github.webhooks4j.delivery.FailureCode.CONNECT_FAILED;
import static io.github.webhooks4j.delivery.FailureCode.INVALID_RESPONSE;
import static io.github.webhooks4j.delivery.FailureCode.NAME_NOT_RESOLVED;
import static io.github.webhooks4j.delivery.FailureCode.NOT_TLS;
import static io.github.webhooks4j.delivery.FailureCode.TIMED_OUT;
import static io.github.webhooks4j.delivery.FailureCode.TLS_FAILED;

import io.github.webhooks4j.tck.server.RawServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLSocket;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** Hostile or broken servers, and the possible results of a request to each: a code, or a status. */
@SuppressWarnings("ImmutableEnumChecker") // scripts that keep nothing, and sets that no code changes
public enum HostileServer {
    SLOW_STATUS_LINE(dripping("HTTP/1.1 200 "), TIMED_OUT),
    SLOW_HEADERS(dripping("HTTP/1.1 200 OK\r\nX-Drip: "), TIMED_OUT),
    SLOW_BODY(dripping("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"), 200),
    NO_ANSWER(answering("").andHolding(), TIMED_OUT),
    HALF_AN_ANSWER(answering("HTTP/1.1 200 OK\r\nX-").andHolding(), TIMED_OUT),
    ENDLESS_BODY(flooding("HTTP/1.1 200 OK\r\n\r\n", "all work and no play "), 200),
    ENDLESS_BODY_OF_FAILURE(flooding("HTTP/1.1 500 Oops\r\n\r\n", "all work and no play "), 500),
    ENDLESS_CHUNKS(flooding("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "4\r\nmore\r\n"), 200),
    ENDLESS_CHUNK_SIZE(flooding("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1"), 200),
    GZIP_BOMB(answering("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + bomb()), 200),
    GZIP_BOMB_AS_TRANSFER(answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n" + bomb()), 200),
    HEADER_FLOOD(flooding("HTTP/1.1 200 OK\r\n", "X-More: and more\r\n"), INVALID_RESPONSE),
    HUGE_HEADER(flooding("HTTP/1.1 200 OK\r\nX-Long: ", "long "), INVALID_RESPONSE),
    HUGE_HEADER_THAT_ENDS(
            answering("HTTP/1.1 200 OK\r\nX-Long: " + "a".repeat(300_000) + "\r\n\r\n")
                    .andHolding(),
            INVALID_RESPONSE),
    HUGE_STATUS_LINE(flooding("HTTP/1.1 200 ", "OK "), INVALID_RESPONSE),
    HUGE_TRAILERS(flooding("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "X-More: and more\r\n"), 200),
    FLOOD_OF_100(flooding("", "HTTP/1.1 100 Continue\r\n\r\n"), INVALID_RESPONSE),
    FLOOD_OF_102(flooding("", "HTTP/1.1 102 Processing\r\n\r\n"), INVALID_RESPONSE),
    FLOOD_OF_103(flooding("", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"), INVALID_RESPONSE),
    SWITCHING_PROTOCOLS(
            answering("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n")
                    .andHolding(),
            INVALID_RESPONSE),
    SSH(greeting("SSH-2.0-OpenSSH_9.2 bastion.inside\r\n"), INVALID_RESPONSE),
    SMTP(greeting("220 mail.inside ESMTP\r\n"), INVALID_RESPONSE),
    REDIS(answering("-ERR unknown command 'POST' at cache.inside\r\n").andHolding(), INVALID_RESPONSE),
    BARE_TEXT(answering("hello from inside\n"), INVALID_RESPONSE),
    ZEROES(flooding("", "\0\0\0\0"), INVALID_RESPONSE),
    STATUS_OF_LETTERS(answering("HTTP/1.1 2x0 OK\r\n\r\n"), INVALID_RESPONSE),
    STATUS_TOO_HIGH(answering("HTTP/1.1 999 Odd\r\n\r\n").andHolding(), INVALID_RESPONSE),
    STATUS_TOO_LOW(answering("HTTP/1.1 007 Odd\r\n\r\n").andHolding(), INVALID_RESPONSE),
    LENGTH_NEGATIVE(
            answering("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello").andHolding(), INVALID_RESPONSE),
    LENGTH_OF_LETTERS(answering("HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\nhello"), 200),
    LENGTH_TWICE(answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 50\r\n\r\nhello"), 200),
    LENGTH_OVERFLOWING(
            answering("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nhello")
                    .andHolding(),
            200),
    LENGTH_AND_CHUNKS(
            answering(
                    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
            200),
    CHUNK_SIZE_OF_LETTERS(
            answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello")
                    .andHolding(),
            200),
    CHUNK_SIZE_OVERFLOWING(
            answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nhello")
                    .andHolding(),
            200),
    NO_CONTENT_WITH_BODY(
            answering("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello")
                    .andHolding(),
            204),
    NO_CONTENT_WITH_ENDLESS_BODY(
            flooding("HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n", "4\r\nmore\r\n"), 204),
    RESET_CONTENT_WITH_BODY(
            answering("HTTP/1.1 205 Reset Content\r\nContent-Length: 50\r\n\r\nhello")
                    .andHolding(),
            205),
    RESPONSE_TWICE(
            answering("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                    .andHolding(),
            500),
    CLOSE_AT_ACCEPT((server, socket) -> socket.close(), CONNECTION_LOST),
    /** A reset may overtake the client's own connecting, which then fails with it. */
    RESET_AT_ACCEPT((server, socket) -> RawServer.reset(socket), CONNECT_FAILED, CONNECTION_LOST),
    RESET_AFTER_HEAD_OF_REQUEST(
            (server, socket) -> {
                RawServer.readHead(socket);
                RawServer.reset(socket);
            },
            CONNECTION_LOST),
    RESET_AFTER_REQUEST(answering("").andResetting(), CONNECTION_LOST),
    RESET_IN_STATUS_LINE(answering("HTTP/1.1 2").andResetting(), CONNECTION_LOST),
    RESET_IN_HEADERS(answering("HTTP/1.1 200 OK\r\nContent-Le").andResetting(), CONNECTION_LOST),
    RESET_IN_BODY(
            answering("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello").andResetting(), 200, CONNECTION_LOST),
    END_IN_HEADERS(answering("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"), CONNECTION_LOST),
    HALF_CLOSE(
            (server, socket) -> {
                server.readRequest(socket);
                socket.shutdownOutput();
                server.holdOpen();
            },
            CONNECTION_LOST),
    READS_NOTHING((server, socket) -> server.holdOpen(), TIMED_OUT),
    UNAVAILABLE_RETRY_NOW(answering("HTTP/1.1 503 Later\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n"), 503),
    REQUEST_TIMEOUT(answering("HTTP/1.1 408 Slow\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), 408),
    MISDIRECTED(answering("HTTP/1.1 421 Other\r\nContent-Length: 0\r\n\r\n").andHolding(), 421),
    REDIRECT_OF_POST(
            answering("HTTP/1.1 307 There\r\nLocation: http://hooks.test/" + "a".repeat(9_000)
                            + "\r\nContent-Length: 0\r\n\r\n")
                    .andHolding(),
            307),
    DEMANDS_PASSWORD(
            answering("HTTP/1.1 401 Who\r\nWWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n")
                    .andHolding(),
            401),
    TLS_FOR_PLAIN(
            (server, socket) -> server.readRequest(Tls.accept(socket, Tls.GOOD)),
            INVALID_RESPONSE,
            CONNECTION_LOST,
            TIMED_OUT),
    PLAIN_FOR_TLS(
            (server, socket) -> {
                socket.getInputStream().readNBytes(5);
                RawServer.write(socket, "HTTP/1.1 400 Bad Request\r\n\r\nplain.inside\r\n");
            },
            NOT_TLS),
    MUTE_BEFORE_HANDSHAKE((server, socket) -> server.holdOpen(), TIMED_OUT),
    CUT_IN_HANDSHAKE(
            (server, socket) -> {
                socket.getInputStream().readNBytes(5);
                RawServer.reset(socket);
            },
            TLS_FAILED),
    MUTE_AFTER_HANDSHAKE(answering("").andHolding().overTls(Tls.GOOD), TIMED_OUT),
    ENDLESS_HEADERS_OVER_TLS(
            flooding("HTTP/1.1 200 OK\r\n", "X-More: and more\r\n").overTls(Tls.GOOD), INVALID_RESPONSE),
    CUT_OVER_TLS(answering("HTTP/1.1 200 OK\r\nX-").andResetting().overTls(Tls.GOOD), CONNECTION_LOST),
    UNTRUSTED_CERTIFICATE(answering("HTTP/1.1 200 OK\r\n\r\n").overTls(Tls.UNTRUSTED), CERTIFICATE_NOT_TRUSTED),
    EXPIRED_CERTIFICATE(answering("HTTP/1.1 200 OK\r\n\r\n").overTls(Tls.EXPIRED), CERTIFICATE_EXPIRED),
    CERTIFICATE_OF_ANOTHER_NAME(
            answering("HTTP/1.1 200 OK\r\n\r\n").overTls(Tls.OTHER_NAME), CERTIFICATE_NAME_MISMATCH),
    STUCK_RESOLVER(answering(""), NAME_NOT_RESOLVED, TIMED_OUT);

    private static final Set<HostileServer> ASKED_FOR_TLS = Set.of(
            PLAIN_FOR_TLS,
            MUTE_BEFORE_HANDSHAKE,
            CUT_IN_HANDSHAKE,
            MUTE_AFTER_HANDSHAKE,
            ENDLESS_HEADERS_OVER_TLS,
            CUT_OVER_TLS,
            UNTRUSTED_CERTIFICATE,
            EXPIRED_CERTIFICATE,
            CERTIFICATE_OF_ANOTHER_NAME);

    private final RawServer.Peer peer;
    private final Set<Object> outcomes;

    HostileServer(RawServer.Peer peer, Object... outcomes) {
        this.peer = peer;
        this.outcomes = Set.of(outcomes);
    }

    RawServer start() throws IOException {
        return new RawServer(peer);
    }

    String url(RawServer server) {
        String host = this == STUCK_RESOLVER ? "stuck.test" : "hooks.test";
        return (ASKED_FOR_TLS.contains(this) ? "https://" : "http://") + host + ":" + server.port() + "/in";
    }

    /** Long enough to fail otherwise where that is expected, on a busy machine too. */
    Duration deadline() {
        return outcomes.contains(TIMED_OUT) ? Duration.ofMillis(500) : Duration.ofSeconds(3);
    }

    /** More than the sockets buffer when the server does not read. */
    int bodyBytes() {
        return this == READS_NOTHING ? 32 << 20 : 1_000;
    }

    /** Returns the possible results: codes, or statuses. */
    Set<Object> outcomes() {
        return outcomes;
    }

    /** Certificates, and the authority that is trusted. */
    public static final class Tls {
        public static final HeldCertificate AUTHORITY =
                new HeldCertificate.Builder().certificateAuthority(0).build();
        public static final HeldCertificate GOOD =
                named("hooks.test").signedBy(AUTHORITY).build();
        static final HeldCertificate UNTRUSTED = named("hooks.test").build();
        static final HeldCertificate EXPIRED =
                named("hooks.test").signedBy(AUTHORITY).validityInterval(1, 2).build();
        static final HeldCertificate OTHER_NAME =
                named("other.inside").signedBy(AUTHORITY).build();

        static final TlsProfile TRUST = TlsProfile.ofJvm().trustingOnly(AUTHORITY.certificatePem());

        private Tls() {}

        static Socket accept(Socket socket, HeldCertificate certificate) throws IOException {
            var secured = (SSLSocket) new HandshakeCertificates.Builder()
                    .heldCertificate(certificate)
                    .build()
                    .sslSocketFactory()
                    .createSocket(socket, null, socket.getPort(), true);
            secured.setUseClientMode(false);
            secured.startHandshake();
            return secured;
        }

        private static HeldCertificate.Builder named(String host) {
            return new HeldCertificate.Builder().addSubjectAlternativeName(host);
        }
    }

    /** Reads the request and writes a response. */
    @FunctionalInterface
    private interface Script extends RawServer.Peer {
        default Script andHolding() {
            return (server, socket) -> {
                talk(server, socket);
                server.holdOpen();
            };
        }

        default Script andResetting() {
            return (server, socket) -> {
                talk(server, socket);
                RawServer.reset(socket);
            };
        }

        default Script overTls(HeldCertificate certificate) {
            return (server, socket) -> talk(server, Tls.accept(socket, certificate));
        }
    }

    private static Script answering(String answer) {
        return (server, socket) -> {
            server.readRequest(socket);
            RawServer.write(socket, answer);
        };
    }

    private static Script greeting(String banner) {
        return (server, socket) -> {
            RawServer.write(socket, banner);
            server.readRequest(socket);
            server.holdOpen();
        };
    }

    private static Script dripping(String beginning) {
        return (server, socket) -> {
            server.readRequest(socket);
            RawServer.write(socket, beginning);
            while (server.isOpen(Duration.ofMillis(20))) {
                RawServer.write(socket, "a");
            }
        };
    }

    private static Script flooding(String beginning, String wave) {
        return (server, socket) -> {
            server.readRequest(socket);
            RawServer.write(socket, beginning);
            while (server.isOpen()) {
                RawServer.write(socket, wave.repeat(100));
            }
        };
    }

    /** Returns 64 KB that inflate to 64 MB, as ISO 8859-1. */
    private static String bomb() {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            for (int megabytes = 0; megabytes < 64; megabytes++) {
                gzip.write(new byte[1 << 20]);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }
}
