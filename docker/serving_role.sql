-- The role of the service, made with a new database; its password is in the environment.
\getenv password SERVICE_PASSWORD
CREATE ROLE chengyin_service LOGIN PASSWORD :'password';
