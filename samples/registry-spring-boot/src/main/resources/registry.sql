CREATE TABLE IF NOT EXISTS repository (
    name  text PRIMARY KEY,
    owner text NOT NULL
);

CREATE TABLE IF NOT EXISTS image (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    repository text NOT NULL REFERENCES repository,
    tag        text NOT NULL,
    pusher     text NOT NULL
);

INSERT INTO repository VALUES ('acme/app', 'ann'), ('acme/web', 'bob') ON CONFLICT DO NOTHING;
