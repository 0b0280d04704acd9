package com.example.registry;

import io.github.webhooks4j.event.EventId;
import io.github.webhooks4j.payload.PushData;
import io.github.webhooks4j.payload.PushEvents;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.payload.Repository;
import io.github.webhooks4j.spring.WebhookPublisher;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Stores images, and publishes each push. */
@Service
class Images {
    private final JdbcClient jdbc;
    private final WebhookPublisher webhooks;

    Images(JdbcClient jdbc, WebhookPublisher webhooks) {
        this.jdbc = jdbc;
        this.webhooks = webhooks;
    }

    /** The row and the event are committed together, or neither is. */
    @Transactional
    Image push(String repository, String tag, String pusher) {
        Instant now = Instant.now();
        long id = jdbc.sql("INSERT INTO image (repository, tag, pusher) VALUES (?, ?, ?) RETURNING id")
                .params(repository, tag, pusher)
                .query(Long.class)
                .single();
        PushPayload payload = PushPayload.of(
                PushData.of(now, pusher, tag), Repository.builder(repository).build());
        // Published again under this id, it is accepted once.
        webhooks.publish(PushEvents.of(new EventId("image-" + id), now, payload));
        return new Image(id, repository, tag, pusher);
    }
}
