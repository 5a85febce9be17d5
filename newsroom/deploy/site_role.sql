-- Makes the role of the site, which can neither alter nor empty the tables of the owner, newsroom.
-- Run it once in the database newsroom, as a superuser, before or after the first migrate.
CREATE ROLE newsroom_site LOGIN;
REVOKE TEMPORARY ON DATABASE newsroom FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO newsroom_site;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO newsroom_site;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO newsroom_site;
ALTER DEFAULT PRIVILEGES FOR ROLE newsroom IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO newsroom_site;
ALTER DEFAULT PRIVILEGES FOR ROLE newsroom IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO newsroom_site;
