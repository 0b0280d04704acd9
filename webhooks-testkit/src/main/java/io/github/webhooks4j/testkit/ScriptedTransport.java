package io.github.webhooks4j.testkit;

import io.github.webhooks4j.agreement.AgreementAnswer;
import io.github.webhooks4j.agreement.AgreementRequest;
import io.github.webhooks4j.delivery.BasicCredentials;
import io.github.webhooks4j.delivery.DeliveryRequest;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.DeliveryResult.Answered;
import io.github.webhooks4j.delivery.DeliveryResult.NotAnswered;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.transport.Transport;
import io.github.webhooks4j.webhook.Destination;
import io.github.webhooks4j.webhook.DestinationCheck;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A transport that dials nobody: it answers from a script for each URL, and 200 where there is none, and records every request.
 * Thread-safe.
 *
 * <pre>{@code
 * transport.on("https://ci.example/hook").answer(503, "2").fail(FailureCode.TIMED_OUT).answer(200);
 * }</pre>
 *
 * <p>It checks URLs with {@link URI}, judges no addresses, and sends to the URL without its user info.
 */
public final class ScriptedTransport implements Transport {

    private static final String RULE = "must be an absolute http or https URL";
    private static final Timing NO_TIME = Timing.ofTotal(Duration.ZERO);

    private final Object lock = new Object();

    // guarded by lock
    private final Map<String, Script> scripts = new HashMap<>();
    private final Map<String, String> refused = new HashMap<>();
    private final List<RecordedDelivery> requests = new ArrayList<>();
    private final Map<String, AgreementAnswer> agreements = new HashMap<>();
    private final List<AgreementRequest> questions = new ArrayList<>();
    private int releases;

    /** Creates a transport that answers everything with 200. */
    public ScriptedTransport() {}

    /** Begins a new script for {@code url}, in the place of the one that it had. Until it has a step, the answer is 200. */
    public Script on(String url) {
        synchronized (lock) {
            var script = new Script();
            scripts.put(url, script);
            return script;
        }
    }

    /** Makes {@link #check} refuse {@code url} with {@code rule}, the rest of a sentence that begins with the field. */
    public void refuse(String url, String rule) {
        synchronized (lock) {
            refused.put(url, rule);
        }
    }

    /** Sets what {@link #ask} is told about {@code url}; without it, a 405. */
    public void agree(String url, AgreementAnswer answer) {
        synchronized (lock) {
            agreements.put(url, answer);
        }
    }

    /** Returns every question so far whether a destination agrees, in the order in which they came. */
    public List<AgreementRequest> questions() {
        synchronized (lock) {
            return List.copyOf(questions);
        }
    }

    /** Returns every request so far, in the order in which they came. */
    public List<RecordedDelivery> requests() {
        synchronized (lock) {
            return List.copyOf(requests);
        }
    }

    /** Returns every request to {@code url} so far, in the order in which they came. */
    public List<RecordedDelivery> requests(String url) {
        return requests().stream().filter(request -> request.url().equals(url)).toList();
    }

    /**
     * Waits until there were {@code count} requests, hanging ones included, and returns all.
     *
     * @throws AssertionError if there were fewer after {@code patience}
     */
    public List<RecordedDelivery> awaitRequests(int count, Duration patience) throws InterruptedException {
        synchronized (lock) {
            Patience.await(
                    lock,
                    patience,
                    () -> requests.size() >= count,
                    () -> "the transport had " + requests.size() + " of " + count + " requests after " + patience);
            return List.copyOf(requests);
        }
    }

    /** Lets every request that hangs now go on with the next step of its script; without one, with the answer 200. */
    public void release() {
        synchronized (lock) {
            releases++;
            lock.notifyAll();
        }
    }

    @Override
    public DestinationCheck check(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            return new DestinationCheck.Refused(RULE, "no URL");
        }
        if (uri.getScheme() == null) {
            return new DestinationCheck.Refused(RULE, "no scheme");
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            return new DestinationCheck.Refused(RULE, "scheme " + scheme);
        }
        if (uri.getHost() == null) {
            return new DestinationCheck.Refused(RULE, "no host");
        }
        synchronized (lock) {
            String rule = refused.get(url);
            if (rule != null) {
                return new DestinationCheck.Refused(rule, "host " + uri.getHost());
            }
        }
        return new DestinationCheck.Accepted(destination(url, uri.getRawUserInfo()));
    }

    private static Destination destination(String url, @Nullable String userInfo) {
        if (userInfo == null) {
            return new Destination(url, null);
        }
        int colon = userInfo.indexOf(':');
        String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
        String password = colon < 0 ? "" : userInfo.substring(colon + 1);
        return new Destination(
                url.replaceFirst("//[^@]*@", "//"), new BasicCredentials(decode(user), decode(password)));
    }

    /** Decodes percent signs; a plus stands for itself in user info, unlike in forms. */
    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public DeliveryResult deliver(DeliveryRequest request) {
        Step step;
        int releasesBefore;
        synchronized (lock) {
            requests.add(new RecordedDelivery(request.url(), request.headers(), request.body()));
            lock.notifyAll();
            step = next(request.url());
            releasesBefore = releases;
        }
        while (step.hangs()) {
            synchronized (lock) {
                try {
                    while (releases == releasesBefore) {
                        lock.wait();
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return new NotAnswered(FailureCode.CALLED_OFF, NO_TIME);
                }
                step = afterHanging(request.url());
                releasesBefore = releases;
            }
        }
        return step.reply().apply(request);
    }

    @Override
    public AgreementAnswer ask(AgreementRequest request) {
        synchronized (lock) {
            questions.add(request);
            return agreements.getOrDefault(request.url(), new AgreementAnswer.Answered(405, null, null));
        }
    }

    private Step next(String url) {
        Script script = scripts.get(url);
        return script == null ? Step.OK : script.next();
    }

    private Step afterHanging(String url) {
        Script script = scripts.get(url);
        return script == null || script.isAtLast() ? Step.OK : script.next();
    }

    /** What becomes of the requests to one URL, one step for each in turn; the last one repeats. Thread-safe. */
    public final class Script {

        // guarded by lock
        private final List<Step> steps = new ArrayList<>();
        private int taken;

        private Script() {}

        /** Adds an answer with {@code status}. */
        public Script answer(int status) {
            return answer(status, null);
        }

        /** Adds an answer with {@code status} and, unless null, a {@code Retry-After} header. */
        public Script answer(int status, @Nullable String retryAfter) {
            return respond(request -> new Answered(status, retryAfter, null, "", NO_TIME));
        }

        /** Adds a request that gets no answer. */
        public Script fail(FailureCode code) {
            return respond(request -> new NotAnswered(code, NO_TIME));
        }

        /**
         * Adds a request that gets nothing until {@link #release}, and then what the step after this one says. When its thread
         * is interrupted, it ends as {@code CALLED_OFF}.
         */
        public Script hang() {
            return add(new Step(true, Step.OK.reply()));
        }

        /** Adds a request whose result is computed; {@code reply} runs on the delivering thread and without a lock. */
        public Script respond(Function<DeliveryRequest, DeliveryResult> reply) {
            return add(new Step(false, reply));
        }

        private Script add(Step step) {
            synchronized (lock) {
                steps.add(step);
                return this;
            }
        }

        private Step next() {
            if (steps.isEmpty()) {
                return Step.OK;
            }
            Step step = steps.get(Math.min(taken, steps.size() - 1));
            taken++;
            return step;
        }

        private boolean isAtLast() {
            return taken >= steps.size();
        }
    }

    private record Step(boolean hangs, Function<DeliveryRequest, DeliveryResult> reply) {

        private static final Step OK = new Step(false, request -> new Answered(200, null, null, "", NO_TIME));
    }
}
