package io.github.webhooks4j.handshake;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.DeliveryResult.NoResponse;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import io.github.webhooks4j.delivery.Header;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The permission that a sender requests of destinations (CloudEvents web hooks, section 4.1), and the rules for their
 * responses. Immutable.
 *
 * @param origin the host name by which the sender is known, for example {@code hub.example.com}
 * @param perMinute how many deliveries a minute it requests, from 1
 */
public record AbuseProtection(String origin, int perMinute) {
    static final String REQUEST_ORIGIN = "WebHook-Request-Origin";

    private static final String REQUEST_RATE = "WebHook-Request-Rate";
    private static final String ALLOWED_ORIGIN = "WebHook-Allowed-Origin";
    private static final String ALLOWED_RATE = "WebHook-Allowed-Rate";
    /** The names of the response headers that {@link #validate} needs. */
    public static final List<String> RESPONSE_HEADERS = List.of(ALLOWED_ORIGIN, ALLOWED_RATE);

    private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    private static final Pattern HOST_NAME = Pattern.compile("(?=.{1,253}$)" + LABEL + "(\\." + LABEL + ")*");
    private static final String ANY = "*";
    private static final Pattern RATE = Pattern.compile("[1-9][0-9]{0,8}");
    private static final int FIRST_FAILURE = 300;

    /**
     * Checks the rules.
     *
     * @throws IllegalArgumentException if the origin is no host name, or the rate is less than 1
     */
    public AbuseProtection {
        check(origin, perMinute);
    }

    static void check(String origin, int perMinute) {
        if (!HOST_NAME.matcher(origin).matches()) {
            throw new IllegalArgumentException(
                    "the origin of a permission must be a host name, was " + Violation.quote(origin));
        }
        if (perMinute < 1) {
            throw new IllegalArgumentException(
                    "a permission must cover at least 1 delivery a minute, was " + perMinute);
        }
    }

    /** Returns the headers of a validation request. */
    public List<Header> headers() {
        return List.of(new Header(REQUEST_ORIGIN, origin), new Header(REQUEST_RATE, Integer.toString(perMinute)));
    }

    /** Returns whether {@code permission} covers what these settings request, so that no new one is needed. */
    public boolean isMetBy(DeliveryPermission permission) {
        return permission.origin().equals(origin) && permission.perMinute() <= perMinute;
    }

    /**
     * Validates the response to a validation request (section 4.2): it must be 2xx and allow exactly this origin, or
     * every one, at some rate. If the destination allows a higher rate than requested, the requested rate applies.
     *
     * @param result with the {@link #RESPONSE_HEADERS}
     */
    public ValidationResult validate(DeliveryResult result) {
        // Java 17 has no switch over sealed types.
        return result instanceof Response response
                ? validate(response)
                : new ValidationResult.Refused(((NoResponse) result).code().sentence());
    }

    private ValidationResult validate(Response response) {
        int status = response.status();
        if (status >= FIRST_FAILURE) {
            return new ValidationResult.Refused("response " + status);
        }
        Optional<String> allowed = response.header(ALLOWED_ORIGIN);
        if (allowed.isEmpty()) {
            return new ValidationResult.Refused("response " + status + " without " + ALLOWED_ORIGIN);
        }
        if (!allowed.get().equals(origin) && !allowed.get().equals(ANY)) {
            return new ValidationResult.Refused("permission for another origin");
        }
        Optional<String> rate = response.header(ALLOWED_RATE);
        if (rate.isEmpty()) {
            return new ValidationResult.Refused("response " + status + " without " + ALLOWED_RATE);
        }
        if (rate.get().equals(ANY)) {
            return new ValidationResult.Allowed(new DeliveryPermission(origin, perMinute));
        }
        if (!RATE.matcher(rate.get()).matches()) {
            return new ValidationResult.Refused("permission at a rate that is no positive number");
        }
        return new ValidationResult.Allowed(
                new DeliveryPermission(origin, Math.min(perMinute, Integer.parseInt(rate.get()))));
    }
}
