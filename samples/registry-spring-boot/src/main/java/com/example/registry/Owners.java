package com.example.registry;

import java.security.Principal;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.web.server.ResponseStatusException;

/** Knows who owns which repository. */
@Service
class Owners {
    private final JdbcClient jdbc;

    Owners(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Returns the name of a repository of the user's.
     *
     * @throws ResponseStatusException 404 if it is another user's, as if there were none
     */
    String repository(String namespace, String name, Principal user) {
        String repository = namespace + "/" + name;
        return jdbc.sql("SELECT name FROM repository WHERE name = ? AND owner = ?")
                .params(repository, user.getName())
                .query(String.class)
                .optional()
                .orElseThrow(() -> new ResponseStatusException(
                        HttpStatus.NOT_FOUND, "You have no repository " + repository + "."));
    }
}
