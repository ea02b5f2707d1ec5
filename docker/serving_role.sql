-- The role of the service, made with a new database; psql reads its password from the environment.
\getenv password SERVICE_PASSWORD
CREATE ROLE chengyin_service LOGIN PASSWORD :'password';
