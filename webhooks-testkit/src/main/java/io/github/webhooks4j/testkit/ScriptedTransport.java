package io.github.webhooks4j.testkit;

import io.github.webhooks4j.delivery.BasicCredentials;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.DeliveryResult.NoResponse;
import io.github.webhooks4j.delivery.DeliveryResult.Response;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.delivery.Timing;
import io.github.webhooks4j.spi.transport.BlockingTransport;
import io.github.webhooks4j.spi.transport.Exchange;
import io.github.webhooks4j.spi.transport.HttpMethod;
import io.github.webhooks4j.spi.transport.OutboundRequest;
import io.github.webhooks4j.spi.transport.Transport;
import io.github.webhooks4j.webhook.Destination;
import io.github.webhooks4j.webhook.DestinationCheck;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A transport without a network: it responds from a script for each URL, and with 200 where there is none, and records every
 * request. Thread-safe.
 *
 * <pre>{@code
 * transport.on("https://ci.example/hook").answer(503, "2").fail(FailureCode.TIMED_OUT).answer(200);
 * }</pre>
 *
 * <p>It checks URLs with {@link URI}, judges no addresses, and sends to the URL without its user info. {@link #asynchronous} is the
 * same transport without a thread for each request.
 */
public final class ScriptedTransport implements BlockingTransport {

    private static final String RULE = "must be an absolute http or https URL";
    private static final Timing NO_TIME = Timing.ofTotal(Duration.ZERO);
    private static final DeliveryResult ABORTED = new NoResponse(FailureCode.ABORTED, NO_TIME);

    private final Object lock = new Object();

    // guarded by lock
    private final Map<String, Script> scripts = new HashMap<>();
    private final Map<String, String> refused = new HashMap<>();
    private final List<RecordedDelivery> requests = new ArrayList<>();
    private final Map<String, DeliveryResult> validations = new HashMap<>();
    private final List<RecordedDelivery> validationRequests = new ArrayList<>();
    private final Set<Hanging> hanging = new LinkedHashSet<>();
    private int releases;

    /** Creates a transport that responds to every request with 200. */
    public ScriptedTransport() {}

    /** Begins a new script for {@code url}, which replaces the one that it had. Until it has a step, the response is 200. */
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

    /**
     * Makes {@code url} give its permission when it is asked by a validation request; without it, the response is 405.
     *
     * @param origin the {@code WebHook-Allowed-Origin} of the response
     * @param rate the {@code WebHook-Allowed-Rate} of the response
     */
    public void allowOrigin(String url, String origin, String rate) {
        validate(
                url,
                new Response(
                        200,
                        null,
                        null,
                        "",
                        NO_TIME,
                        Map.of("WebHook-Allowed-Origin", origin, "WebHook-Allowed-Rate", rate)));
    }

    /** Sets the result of validation requests to {@code url}. */
    public void validate(String url, DeliveryResult result) {
        synchronized (lock) {
            validations.put(url, result);
        }
    }

    /** Returns every validation request so far, in the order in which they came. */
    public List<RecordedDelivery> validationRequests() {
        synchronized (lock) {
            return List.copyOf(validationRequests);
        }
    }

    /** Returns every delivery so far, in the order in which they came. */
    public List<RecordedDelivery> requests() {
        synchronized (lock) {
            return List.copyOf(requests);
        }
    }

    /** Returns every delivery to {@code url} so far, in the order in which they came. */
    public List<RecordedDelivery> requests(String url) {
        return requests().stream().filter(request -> request.url().equals(url)).toList();
    }

    /**
     * Waits until there were {@code count} deliveries, hanging ones included, and returns all.
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

    /**
     * Lets every request that hangs now go on with the next step of its script; without one, with the response 200. The results of
     * the {@linkplain #asynchronous asynchronous} transport are reported on the calling thread, in the order of the requests.
     */
    public void release() {
        List<Hanging> released;
        synchronized (lock) {
            releases++;
            lock.notifyAll();
            released = List.copyOf(hanging);
            hanging.clear();
        }
        for (Hanging request : released) {
            ScriptStep step;
            synchronized (lock) {
                step = afterHanging(request.request().url());
                if (step.hangs()) {
                    hanging.add(request);
                }
            }
            if (!step.hangs()) {
                request.done().accept(step.reply().apply(request.request()));
            }
        }
    }

    /**
     * Returns this transport, with the same scripts and records, as one that occupies no thread: requests that hang are held in
     * memory until {@link #release} or until they are aborted, and all others end before {@link Transport#send} returns.
     */
    public Transport asynchronous() {
        return new Asynchronous();
    }

    /** {@inheritDoc} True, since no connection is made. */
    @Override
    public boolean hasTlsProfile(String name) {
        return true;
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

    /** Decodes percent signs; a plus is literal in user info, unlike in forms. */
    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    @Override
    public DeliveryResult exchange(OutboundRequest request) {
        ScriptStep step;
        int releasesBefore;
        synchronized (lock) {
            step = record(request);
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
                    return ABORTED;
                }
                step = afterHanging(request.url());
                releasesBefore = releases;
            }
        }
        return step.reply().apply(request);
    }

    /** Records a request and returns what becomes of it. */
    private ScriptStep record(OutboundRequest request) {
        var recorded = new RecordedDelivery(request.url(), request.headers(), request.body());
        if (request.method() == HttpMethod.OPTIONS) {
            validationRequests.add(recorded);
            DeliveryResult result = validations.getOrDefault(request.url(), new Response(405, null, null, "", NO_TIME));
            return new ScriptStep(false, unused -> result);
        }
        requests.add(recorded);
        lock.notifyAll();
        return next(request.url());
    }

    private ScriptStep next(String url) {
        Script script = scripts.get(url);
        return script == null ? ScriptStep.OK : script.next();
    }

    private ScriptStep afterHanging(String url) {
        Script script = scripts.get(url);
        return script == null || script.isAtLast() ? ScriptStep.OK : script.next();
    }

    /** A request of the asynchronous transport that hangs; each is equal to no other. */
    private static final class Hanging {
        private final OutboundRequest request;
        private final Consumer<? super DeliveryResult> done;

        Hanging(OutboundRequest request, Consumer<? super DeliveryResult> done) {
            this.request = request;
            this.done = done;
        }

        OutboundRequest request() {
            return request;
        }

        Consumer<? super DeliveryResult> done() {
            return done;
        }
    }

    private final class Asynchronous implements Transport {
        @Override
        public DestinationCheck check(String url) {
            return ScriptedTransport.this.check(url);
        }

        @Override
        public boolean hasTlsProfile(String name) {
            return ScriptedTransport.this.hasTlsProfile(name);
        }

        @Override
        public Exchange send(OutboundRequest request, Consumer<? super DeliveryResult> done) {
            ScriptStep step;
            var waiting = new Hanging(request, done);
            synchronized (lock) {
                step = record(request);
                if (step.hangs()) {
                    hanging.add(waiting);
                    return () -> abort(waiting);
                }
            }
            done.accept(step.reply().apply(request));
            return Exchange.OVER;
        }

        private void abort(Hanging request) {
            boolean aborted;
            synchronized (lock) {
                aborted = hanging.remove(request);
            }
            if (aborted) {
                request.done().accept(ABORTED);
            }
        }
    }

    /** What becomes of the deliveries to one URL, one step for each in turn; the last one repeats. Thread-safe. */
    public final class Script {

        // guarded by lock
        private final List<ScriptStep> steps = new ArrayList<>();
        private int taken;

        private Script() {}

        /** Adds a response with {@code status}. */
        public Script respond(int status) {
            return respond(status, null);
        }

        /** Adds a response with {@code status} and, unless null, a {@code Retry-After} header. */
        public Script respond(int status, @Nullable String retryAfter) {
            return respond(request -> new Response(status, retryAfter, null, "", NO_TIME));
        }

        /** Adds a request that gets no response. */
        public Script fail(FailureCode code) {
            return respond(request -> new NoResponse(code, NO_TIME));
        }

        /**
         * Adds a request that gets nothing until {@link #release}, and then what the step after this one is. When it is aborted, for
         * example because its thread is interrupted, it ends as {@code ABORTED}.
         */
        public Script hang() {
            return add(new ScriptStep(true, ScriptStep.OK.reply()));
        }

        /** Adds a request whose result is computed; {@code reply} runs on the delivering thread and without a lock. */
        public Script respond(Function<OutboundRequest, DeliveryResult> reply) {
            return add(new ScriptStep(false, reply));
        }

        /**
         * Adds requests that fail with {@code CONNECT_FAILED} for as long as {@code clock} is before {@code end}: the destination is
         * down until then. Afterwards the next step applies; without one, the response is 200.
         */
        public Script failUntil(Instant end, Clock clock) {
            return add(new ScriptStep(
                    false,
                    request -> new NoResponse(FailureCode.CONNECT_FAILED, NO_TIME),
                    () -> clock.instant().isBefore(end)));
        }

        private Script add(ScriptStep step) {
            synchronized (lock) {
                steps.add(step);
                return this;
            }
        }

        private ScriptStep next() {
            while (taken < steps.size()) {
                ScriptStep step = steps.get(taken);
                BooleanSupplier lasting = step.lasting();
                if (lasting != null && lasting.getAsBoolean()) {
                    return step;
                }
                taken++;
                if (lasting == null) {
                    return step;
                }
            }
            ScriptStep last = steps.isEmpty() ? ScriptStep.OK : steps.get(steps.size() - 1);
            return last.lasting() == null ? last : ScriptStep.OK;
        }

        private boolean isAtLast() {
            return taken >= steps.size();
        }
    }
}
