-- What a model wrote in a digest follows from the rest of it, and is not part of its hash.
COMMENT ON COLUMN verbatim.digest.hash IS 'SHA-256 of its content, without what a writer made of it, hexadecimal.';
