package io.github.webhooks4j.spring.receiver;

import io.github.webhooks4j.receiver.Reception;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

/** Responds to deliveries that are refused, in MVC and in WebFlux. Thread-safe. */
@ControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
public class DeliveryRefusals {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryRefusals.class);

    /** Creates the advice. */
    public DeliveryRefusals() {}

    /** Returns the problem for the sender; the reason is in the log of the level DEBUG only. */
    @ExceptionHandler
    public ResponseEntity<byte[]> refuse(DeliveryRefusedException e) {
        Reception.Refused refused = e.refused();
        LOG.debug("a delivery is refused: {}", refused.reason());
        return ResponseEntity.status(refused.status())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(refused.problem());
    }
}
