package io.github.webhooks4j.transport;

import io.github.webhooks4j.agreement.AgreementAnswer;
import io.github.webhooks4j.agreement.AgreementRequest;
import io.github.webhooks4j.delivery.DeliveryRequest;
import io.github.webhooks4j.delivery.DeliveryResult;
import io.github.webhooks4j.delivery.FailureCode;
import io.github.webhooks4j.webhook.DestinationCheck;

/**
 * Puts requests on the wire. Implementations are thread-safe and pass the transport contract of the testkit.
 *
 * <p>The one parser that checks a URL is the one that dials it: all methods belong to the same implementation.
 */
public interface Transport {
    /**
     * Judges a URL before it is registered: that it can be parsed in one way only, is http or https, and does not lead to an
     * address that must not be dialled. May resolve the host's name, within a bound of its own; a name that does not resolve
     * now is accepted.
     */
    DestinationCheck check(String url);

    /**
     * Sends exactly one POST and waits for its answer. Never follows a redirect, never sends twice, never throws: whatever
     * happens becomes a result within the transport's deadline. The result is that of this request: a connection that is not clean, or
     * not surely alive, carries none, and none but a new one carries a {@linkplain DeliveryRequest#needsNewConnection() request that
     * needs a new connection}. An answer counts once its status and headers are complete. What is lost on a connection that carried
     * others before, without a byte of an answer, is {@link FailureCode#REUSED_CONNECTION_LOST}. When the thread is interrupted the attempt ends as {@link
     * FailureCode#CALLED_OFF} with the thread's interrupt flag set.
     */
    DeliveryResult deliver(DeliveryRequest request);

    /**
     * Asks a destination whether it agrees to deliveries: sends one OPTIONS without a body and waits for its answer, with the same
     * promises as {@link #deliver}, but for one: when a connection that carried others before is lost without a byte of an answer,
     * the transport asks once more on a new one. A transport that cannot ask says that it failed.
     */
    default AgreementAnswer ask(AgreementRequest request) {
        return new AgreementAnswer.NotAnswered(FailureCode.SENDER_FAILED);
    }
}
