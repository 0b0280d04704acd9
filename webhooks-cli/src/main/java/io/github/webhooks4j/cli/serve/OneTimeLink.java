package io.github.webhooks4j.cli.serve;

import static java.util.Objects.requireNonNull;

import io.github.webhooks4j.console.access.Actor;
import io.github.webhooks4j.console.access.Admission;
import io.github.webhooks4j.console.access.Admission.Refused;
import io.github.webhooks4j.console.access.ConsoleGate;
import io.github.webhooks4j.console.exchange.ConsoleRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/**
 * Admits the first browser that opens a link which only the terminal shows. The link then becomes a cookie, which is valid
 * until the process ends. Beyond loopback it refuses requests without TLS. Thread-safe.
 */
public final class OneTimeLink implements ConsoleGate {
    private static final String ENTER = "/enter";
    private static final int KEY_BYTES = 32;
    private static final Actor OPERATOR = new Actor("operator");

    private final transient String token;
    private final transient String session;
    private final URI console;
    private final AtomicBoolean used = new AtomicBoolean();

    /**
     * Creates the gate with a new link.
     *
     * @param console where the console is mounted, without a slash at its end
     * @param random a strong source
     */
    public OneTimeLink(URI console, RandomGenerator random) {
        this.console = requireNonNull(console, "console");
        token = newKey(random);
        session = newKey(random);
    }

    /** Returns the link, which is a secret. */
    public URI url() {
        return URI.create(console + ENTER + "?t=" + token);
    }

    @Override
    public Admission admit(ConsoleRequest request) {
        if (!request.secure() && !request.isFromLoopback()) {
            return Admission.forbidden();
        }
        boolean known = request.headers("cookie").stream()
                .flatMap(header -> Arrays.stream(header.split(";", -1)))
                .map(String::strip)
                .anyMatch(pair -> isEqual(cookieName() + "=" + session, pair));
        boolean enters = request.path().equals(ENTER);
        if (known && !enters) {
            return Admission.all(OPERATOR);
        }
        if (enters && (known || isFirst(request))) {
            return new Refused(303, Map.of("Location", request.mount() + "/", "Set-Cookie", cookie(request.mount())));
        }
        return new Refused(401, Map.of());
    }

    /** Only a browser that opens the link uses it up: no preview of it, and nothing that a page loads. */
    private boolean isFirst(ConsoleRequest request) {
        String query = request.query();
        return request.method().equals("GET")
                && request.header("sec-fetch-mode").map("navigate"::equals).orElse(true)
                && query != null
                && isEqual("t=" + token, query)
                && used.compareAndSet(false, true);
    }

    private String cookie(String mount) {
        return cookieName() + "=" + session + "; Path=" + mount + "; HttpOnly; SameSite=Lax";
    }

    /** Cookies of one host are those of all its ports: two hubs of a machine must not replace each other's. */
    private String cookieName() {
        return "wh-console-" + console.getPort();
    }

    private static boolean isEqual(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    private static String newKey(RandomGenerator random) {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        return HexFormat.of().formatHex(key);
    }
}
