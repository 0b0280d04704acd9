package io.github.webhooks4j.cli.listen;

import java.util.List;
import java.util.random.RandomGenerator;

/** How a receiver reacts, which its page can change while it runs. Thread-safe. */
final class Behaviour {
    private final RandomGenerator random;

    // guarded by this, as all below
    private String script = "";
    private List<ScriptedResponse> responses = List.of();
    private int next;
    private ScriptedCallback callback;

    /**
     * Creates one.
     *
     * @param script the responses in order, of which the last one is repeated
     * @param callback what follows each of them
     * @param random makes the seeds that a script does not have
     * @throws IllegalArgumentException as {@link ScriptedResponse#parse} does
     */
    Behaviour(String script, ScriptedCallback callback, RandomGenerator random) {
        this.callback = callback;
        this.random = random;
        respond(script);
    }

    /** Begins another script. */
    synchronized void respond(String other) {
        String seeded = ScriptedResponse.withSeeds(other, random);
        responses = ScriptedResponse.parse(seeded);
        script = seeded;
        next = 0;
    }

    synchronized void callBack(ScriptedCallback other) {
        callback = other;
    }

    synchronized ScriptedResponse nextResponse() {
        ScriptedResponse response = responses.get(Math.min(next, responses.size() - 1));
        return response.forRequest(next++);
    }

    /** Returns the script, with the seed of each share. */
    synchronized String script() {
        return script;
    }

    synchronized ScriptedCallback callback() {
        return callback;
    }
}
