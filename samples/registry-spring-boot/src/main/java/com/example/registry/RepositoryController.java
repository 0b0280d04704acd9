package com.example.registry;

import io.github.webhooks4j.console.access.Scope;
import io.github.webhooks4j.console.portal.PortalGrant;
import io.github.webhooks4j.console.portal.PortalLinks;
import java.net.URI;
import java.security.Principal;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What owners do with their repositories. */
@RestController
@RequestMapping("/repositories/{namespace}/{name}")
class RepositoryController {
    private final Owners owners;
    private final Images images;
    private final PortalLinks portal;

    RepositoryController(Owners owners, Images images, PortalLinks portal) {
        this.owners = owners;
        this.images = images;
        this.portal = portal;
    }

    @PutMapping("/images/{tag:\\w[\\w.-]{0,127}}")
    @ResponseStatus(HttpStatus.CREATED)
    Image push(@PathVariable String namespace, @PathVariable String name, @PathVariable String tag, Principal user) {
        return images.push(owners.repository(namespace, name, user), tag, user.getName());
    }

    /** Leads to the customers' page, on which there is nothing but this repository. */
    @GetMapping("/webhooks")
    ResponseEntity<Void> webhooks(@PathVariable String namespace, @PathVariable String name, Principal user) {
        Scope scope = Scope.of(owners.repository(namespace, name, user));
        URI link = portal.create(PortalGrant.of(scope, user.getName()));
        return ResponseEntity.status(HttpStatus.SEE_OTHER).location(link).build();
    }
}
