package io.github.webhooks4j.examples.serve;

/** A request that breaks the rules of HTTP. */
final class MalformedRequestException extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;

    /** Creates one with the status to answer and the sentence. */
    MalformedRequestException(int status, String sentence) {
        super(sentence);
        this.status = status;
    }

    HubResponse response() {
        return HubResponse.error(status, String.valueOf(getMessage()));
    }
}
