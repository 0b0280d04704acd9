package io.github.webhooks4j.agreement;

import io.github.webhooks4j.Violation;
import io.github.webhooks4j.delivery.Header;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a sender asks a destination to agree to (CloudEvents web hooks, section 4.1), and the judgement of its answer. Immutable.
 *
 * @param origin the host name by which the sender is known, for example {@code hub.example.com}
 * @param perMinute how many deliveries a minute it would like to send, from 1
 */
public record AgreementTerms(String origin, int perMinute) {
    static final String REQUEST_ORIGIN = "WebHook-Request-Origin";

    private static final String REQUEST_RATE = "WebHook-Request-Rate";
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
    public AgreementTerms {
        check(origin, perMinute);
    }

    static void check(String origin, int perMinute) {
        if (!HOST_NAME.matcher(origin).matches()) {
            throw new IllegalArgumentException(
                    "the origin of an agreement must be a host name, was " + Violation.quote(origin));
        }
        if (perMinute < 1) {
            throw new IllegalArgumentException(
                    "an agreement must be about at least 1 delivery a minute, was " + perMinute);
        }
    }

    /** Returns the headers that ask for it. */
    public List<Header> headers() {
        return List.of(new Header(REQUEST_ORIGIN, origin), new Header(REQUEST_RATE, Integer.toString(perMinute)));
    }

    /** Says whether {@code agreement} is an answer to these terms, so that there is no need to ask again. */
    public boolean areMetBy(Agreement agreement) {
        return agreement.origin().equals(origin) && agreement.perMinute() <= perMinute;
    }

    /**
     * Judges an answer (section 4.2): it must be 2xx and allow exactly this origin, or every one, at some rate. A destination
     * that grants more than was asked for is sent no more than was asked for.
     */
    public AgreementDecision judge(AgreementAnswer answer) {
        // Java 17 has no switch over sealed types.
        return answer instanceof AgreementAnswer.Answered answered
                ? judge(answered)
                : new AgreementDecision.Refused(
                        ((AgreementAnswer.NotAnswered) answer).code().sentence());
    }

    private AgreementDecision judge(AgreementAnswer.Answered answered) {
        int status = answered.status();
        if (status >= FIRST_FAILURE) {
            return new AgreementDecision.Refused("answered " + status);
        }
        String allowed = answered.allowedOrigin();
        if (allowed == null) {
            return new AgreementDecision.Refused("answered " + status + " without WebHook-Allowed-Origin");
        }
        if (!allowed.equals(origin) && !allowed.equals(ANY)) {
            return new AgreementDecision.Refused("allowed another origin");
        }
        String rate = answered.allowedRate();
        if (rate == null) {
            return new AgreementDecision.Refused("answered " + status + " without WebHook-Allowed-Rate");
        }
        if (rate.equals(ANY)) {
            return new AgreementDecision.Agreed(new Agreement(origin, perMinute));
        }
        if (!RATE.matcher(rate).matches()) {
            return new AgreementDecision.Refused("allowed a rate that is no positive number");
        }
        return new AgreementDecision.Agreed(new Agreement(origin, Math.min(perMinute, Integer.parseInt(rate))));
    }
}
