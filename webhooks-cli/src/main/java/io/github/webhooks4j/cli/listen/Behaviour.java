package io.github.webhooks4j.cli.listen;

import java.util.List;

/** How a receiver reacts, which its page can change while it runs. Thread-safe. */
final class Behaviour {
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
     * @throws IllegalArgumentException as {@link ScriptedResponse#parse} does
     */
    Behaviour(String script, ScriptedCallback callback) {
        this.callback = callback;
        respond(script);
    }

    /** Begins another script. */
    synchronized void respond(String other) {
        responses = ScriptedResponse.parse(other);
        script = other;
        next = 0;
    }

    synchronized void callBack(ScriptedCallback other) {
        callback = other;
    }

    synchronized ScriptedResponse nextResponse() {
        ScriptedResponse response = responses.get(Math.min(next, responses.size() - 1));
        next++;
        return response;
    }

    synchronized String script() {
        return script;
    }

    synchronized ScriptedCallback callback() {
        return callback;
    }
}
