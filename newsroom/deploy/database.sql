-- Makes the database and its two roles on a new server: run it with psql, as a superuser. The
-- passwords are in the environment, so that the list of processes does not show them.
\set ON_ERROR_STOP on
\getenv owner_password OWNER_PASSWORD
\getenv site_password SITE_PASSWORD
CREATE ROLE newsroom LOGIN PASSWORD :'owner_password';
CREATE DATABASE newsroom OWNER newsroom ENCODING 'UTF8' TEMPLATE template0;
\connect newsroom
\ir site_role.sql
ALTER ROLE newsroom_site PASSWORD :'site_password';
