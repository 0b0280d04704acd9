CREATE TABLE IF NOT EXISTS job (
    id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name   text NOT NULL,
    image  text NOT NULL,
    passed boolean NOT NULL
);
