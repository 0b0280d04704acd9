package com.example.ci;

import io.github.webhooks4j.callback.Callback;
import io.github.webhooks4j.payload.PushPayload;
import io.github.webhooks4j.signature.VerifiedDelivery;
import io.github.webhooks4j.spring.receiver.VerifiedWebhook;
import io.github.webhooks4j.transport.CallbackClient;
import io.github.webhooks4j.transport.CallbackResult;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Takes the deliveries of the registry: the payload names an image, and a job is done with it. */
@RestController
class HookController {
    private final Jobs jobs;
    private final CallbackClient callbacks;

    HookController(Jobs jobs, CallbackClient callbacks) {
        this.jobs = jobs;
        this.callbacks = callbacks;
    }

    /**
     * Works, commits, calls back and responds, in this order: if this process ends in between, the registry repeats the delivery, and the
     * same callback is sent again, which changes nothing. Work that takes longer than a response may is stored here and done later.
     */
    @PostMapping("/hooks/{job:scan|deploy}")
    ResponseEntity<Void> receive(
            @PathVariable String job,
            @VerifiedWebhook("registry") VerifiedDelivery delivery,
            @VerifiedWebhook("registry") PushPayload push) {
        Job done = jobs.run(job, delivery, push);
        Callback callback = (done.passed() ? Callback.success() : Callback.failure()).withContext("CI, " + job);
        return callbacks.send(push, callback) instanceof CallbackResult.NotDelivered
                ? ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).build()
                : ResponseEntity.noContent().build();
    }

    @GetMapping("/jobs")
    List<Job> jobs() {
        return jobs.list();
    }
}
