package com.example.ci;

import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.signature.VerifiedDelivery;
import io.github.webhooks4j.spring.TransactionalInbox;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Works, once for each delivery. */
@Service
class Jobs {
    private final JdbcClient jdbc;
    private final TransactionalInbox inbox;

    Jobs(JdbcClient jdbc, TransactionalInbox inbox) {
        this.jdbc = jdbc;
        this.inbox = inbox.ofSender("registry");
    }

    /** The inbox knows the delivery if and only if its job is committed, so that a repeat of it does nothing. */
    @Transactional
    Job run(String name, VerifiedDelivery delivery, PushPayload push) {
        var job = new Job(
                name,
                push.repository().repoName() + ":" + push.pushData().tag(),
                !"broken".equals(push.pushData().tag()));
        if (inbox.acceptOnce(delivery)) {
            jdbc.sql("INSERT INTO job (name, image, passed) VALUES (?, ?, ?)")
                    .params(job.name(), job.image(), job.passed())
                    .update();
        }
        return job;
    }

    List<Job> list() {
        return jdbc.sql("SELECT name, image, passed FROM job ORDER BY id")
                .query(Job.class)
                .list();
    }
}
