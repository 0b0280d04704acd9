package io.github.webhooks4j.engine.callback;

import io.github.webhooks4j.chain.ChainId;
import io.github.webhooks4j.delivery.DeliveryId;
import io.github.webhooks4j.internal.hmac.HmacSha256;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The callback URLs of a deployment: {@code base/{chain id}.{step}.{mac}}, where the step of a later run is followed by
 * {@code r} and the number of the run, and the mac is 192 bits of an HMAC over chain, step and run with the deployment's key. They cannot be forged, and a forged URL is refused without querying the
 * store. Immutable and thread-safe.
 */
public final class CallbackUrls {
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();
    private static final int MIN_KEY_BYTES = 32;
    private static final int MAC_BYTES = 24;
    /** Chain id, step of two digits, run of up to ten, mac, and the dots between them. */
    private static final int MAX_TOKEN_LENGTH = 64 + 1 + 2 + 1 + 10 + 1 + MAC_BYTES / 3 * 4;

    /** The percent-encoded letters, digits, hyphens, full stops, underscores and tildes. */
    private static final Pattern ESCAPED =
            Pattern.compile("%(?:2[dDeE]|3[0-9]|4[1-9a-fA-F]|5[0-9aAfF]|6[1-9a-fA-F]|7[0-9aAeE])");

    private final HmacSha256 hmac;

    /**
     * What a callback URL names.
     *
     * @param delivery the delivery
     * @param run the run of its step, as {@link io.github.webhooks4j.chain.Chain#run} counts it
     */
    record Target(DeliveryId delivery, int run) {}

    /**
     * Creates the URLs of a deployment.
     *
     * @param key the deployment's key, at least 32 bytes
     * @throws IllegalArgumentException if the key is shorter
     */
    public CallbackUrls(byte[] key) {
        if (key.length < MIN_KEY_BYTES) {
            throw new IllegalArgumentException("the deployment's key must be at least " + MIN_KEY_BYTES + " bytes, was "
                    + key.length + " bytes; the store must return the key that it was given");
        }
        this.hmac = new HmacSha256(key);
    }

    /**
     * Returns the URL to which the receiver of a delivery calls back, as text: parsing it for each delivery would take longer than
     * making it.
     *
     * @param base an absolute http or https URL without query or fragment
     * @param run the run of its step, as {@link io.github.webhooks4j.chain.Chain#run} counts it
     */
    public String urlFor(URI base, DeliveryId delivery, int run) {
        String text = base.toString();
        String name = delivery.chain().value() + "." + delivery.step() + (run == 0 ? "" : "r" + run);
        return (text.endsWith("/") ? text : text + "/") + name + "." + mac(name);
    }

    /**
     * Returns what the last segment of {@code path} names, or empty if its mac is not valid. A slash behind it is
     * skipped, and characters that need no escape may be percent-encoded (RFC 3986, section 2.3): proxies and clients
     * rewrite URLs so. Takes about the same time for every path, so that the time does not reveal how much of a mac was
     * right.
     */
    Optional<Target> parse(String path) {
        int end = path.endsWith("/") ? path.length() - 1 : path.length();
        String segment = path.substring(path.lastIndexOf('/', end - 1) + 1, end);
        String token = segment.length() <= 3 * MAX_TOKEN_LENGTH ? unescaped(segment) : segment;
        int macDot = token.lastIndexOf('.');
        int stepDot = token.lastIndexOf('.', macDot - 1);
        boolean wellFormed = stepDot >= 0 && token.length() <= MAX_TOKEN_LENGTH;
        // Malformed text takes the time of a mac too, and matches none.
        String name = wellFormed ? token.substring(0, macDot) : "";
        byte[] expected = mac(name).getBytes(StandardCharsets.US_ASCII);
        byte[] actual = (wellFormed ? token.substring(macDot + 1) : "").getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(expected, actual)) {
            return Optional.empty();
        }
        // The mac is valid, so this deployment wrote the text: a chain id, a number, and perhaps that of a run.
        ChainId chain = new ChainId(token.substring(0, stepDot));
        String[] numbers = token.substring(stepDot + 1, macDot).split("r", 2);
        return Optional.of(new Target(
                new DeliveryId(chain, Integer.parseInt(numbers[0])),
                numbers.length == 1 ? 0 : Integer.parseInt(numbers[1])));
    }

    /** Returns {@code segment} with the unreserved characters that are percent-encoded in it. */
    private static String unescaped(String segment) {
        return ESCAPED.matcher(segment)
                .replaceAll(escape ->
                        Character.toString(Integer.parseInt(escape.group().substring(1), 16)));
    }

    private String mac(String name) {
        byte[] full = hmac.compute(name.getBytes(StandardCharsets.UTF_8));
        return BASE64URL.encodeToString(Arrays.copyOf(full, MAC_BYTES));
    }
}
