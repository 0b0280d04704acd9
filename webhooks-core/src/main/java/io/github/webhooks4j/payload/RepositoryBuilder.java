package io.github.webhooks4j.payload;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link Repository} as a registry describes its own: status {@code Active}, counts 0, flags false, unless set
 * otherwise. Not thread-safe.
 */
public final class RepositoryBuilder {
    private final String repoName;
    private @Nullable String owner;
    private @Nullable String repoUrl;
    private @Nullable String description;
    private @Nullable String fullDescription;
    private @Nullable String dockerfile;
    private String status = "Active";
    private @Nullable Instant dateCreated;
    private int commentCount;
    private int starCount;
    private boolean isPrivate;
    private boolean isOfficial;
    private boolean isTrusted;

    RepositoryBuilder(String repoName) {
        this.repoName = repoName;
    }

    /** Sets the owning user; not set, it is the namespace. */
    public RepositoryBuilder owner(String owner) {
        this.owner = owner;
        return this;
    }

    /** Sets the page for people. */
    public RepositoryBuilder repoUrl(String repoUrl) {
        this.repoUrl = repoUrl;
        return this;
    }

    /** Sets the short description. */
    public RepositoryBuilder description(String description) {
        this.description = description;
        return this;
    }

    /** Sets the README. */
    public RepositoryBuilder fullDescription(String fullDescription) {
        this.fullDescription = fullDescription;
        return this;
    }

    /** Sets the Dockerfile of an automated build. */
    public RepositoryBuilder dockerfile(String dockerfile) {
        this.dockerfile = dockerfile;
        return this;
    }

    /** Sets the status. */
    public RepositoryBuilder status(String status) {
        this.status = status;
        return this;
    }

    /** Sets when the repository was created. */
    public RepositoryBuilder dateCreated(Instant dateCreated) {
        this.dateCreated = dateCreated;
        return this;
    }

    /** Sets the number of comments. */
    public RepositoryBuilder commentCount(int commentCount) {
        this.commentCount = commentCount;
        return this;
    }

    /** Sets the number of stars. */
    public RepositoryBuilder starCount(int starCount) {
        this.starCount = starCount;
        return this;
    }

    /** Sets whether the repository is private. */
    public RepositoryBuilder isPrivate(boolean isPrivate) {
        this.isPrivate = isPrivate;
        return this;
    }

    /** Sets whether it is an official image. */
    public RepositoryBuilder isOfficial(boolean isOfficial) {
        this.isOfficial = isOfficial;
        return this;
    }

    /** Sets whether it is an automated build. */
    public RepositoryBuilder isTrusted(boolean isTrusted) {
        this.isTrusted = isTrusted;
        return this;
    }

    /**
     * Builds the repository.
     *
     * @throws IllegalArgumentException if the repository's name is empty
     */
    public Repository build() {
        int slash = repoName.indexOf('/');
        String namespace = slash < 0 ? "library" : repoName.substring(0, slash);
        return new Repository(
                repoName,
                repoName.substring(slash + 1),
                namespace,
                owner == null ? namespace : owner,
                repoUrl,
                description,
                fullDescription,
                dockerfile,
                status,
                dateCreated,
                commentCount,
                starCount,
                isPrivate,
                isOfficial,
                isTrusted,
                Map.of());
    }
}
