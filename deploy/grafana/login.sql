-- The login of Grafana: a member of verbatim_reader with the password of this installation.
\getenv password READER_PASSWORD
SELECT 'CREATE ROLE verbatim_grafana' WHERE to_regrole('verbatim_grafana') IS NULL \gexec
ALTER ROLE verbatim_grafana LOGIN PASSWORD :'password';
ALTER ROLE verbatim_grafana SET default_transaction_read_only = on;
ALTER ROLE verbatim_grafana SET statement_timeout = '30s';
GRANT verbatim_reader TO verbatim_grafana;
