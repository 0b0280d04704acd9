-- The store as a whole: which one it is, what time it is, its schema and its signing key.

-- name: STORE_IDENTITY
SELECT i.store, d.file, 0
  FROM wh_identity AS i, pragma_database_list AS d
 WHERE d.name = (SELECT schema FROM pragma_table_list WHERE name = 'wh_identity' LIMIT 1);

-- name: STORE_PLACE
SELECT file FROM pragma_database_list WHERE name = 'main';

-- name: CURRENT_TIME
SELECT CAST(unixepoch('subsec') * 1000 AS INTEGER);

-- name: RECORDED_TIME
SELECT recorded_at FROM wh_clock;

-- name: RECORD_TIME
INSERT INTO wh_clock (id, recorded_at)
VALUES (1, ?)
    ON CONFLICT (id) DO UPDATE SET recorded_at = excluded.recorded_at;

-- name: SCHEMA_VERSIONS
SELECT * FROM wh_schema ORDER BY version DESC;

-- name: ADD_SCHEMA_VERSION
INSERT INTO wh_schema (version, checksum)
VALUES (?, ?)
    ON CONFLICT DO NOTHING;

-- name: SIGNING_KEY
SELECT signing_key FROM wh_deployment;

-- name: ADD_SIGNING_KEY
INSERT INTO wh_deployment (id, signing_key)
VALUES (1, ?)
    ON CONFLICT DO NOTHING;

-- name: REPLACE_SIGNING_KEY
UPDATE wh_deployment SET signing_key = ? WHERE signing_key = ?;
