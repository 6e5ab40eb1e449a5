-- 数据库角色，由数据库管理员（postgres）在建库前运行一次：psql -f roles.sql
-- registry_owner 拥有全部表，只在安装和升级时登录；registry_app 是网站和后台任务登录的角色，自己什么也没有，
-- 登录后转为 registry_web，受行级策略约束，不能改审计记录。三个都不是超级用户，也不能绕过行级策略。
create role registry_owner login nosuperuser nocreatedb nocreaterole nobypassrls;
create role registry_web nologin nosuperuser nocreatedb nocreaterole nobypassrls;
create role registry_app login noinherit nosuperuser nocreatedb nocreaterole nobypassrls;
grant registry_web to registry_app;
grant registry_web to registry_owner;
create database registry owner registry_owner template template0 encoding 'UTF8'
  locale_provider builtin builtin_locale 'C.UTF-8' lc_collate 'C' lc_ctype 'C';
revoke all on database registry from public;
grant connect on database registry to registry_app, registry_owner;
-- 第二重时限：即使进程没有说，也不会有语句一直跑下去（正常的时限见 registry/security/patience.py）。
alter role registry_app set statement_timeout = '15min';
alter role registry_app set idle_in_transaction_session_timeout = '10min';
alter role registry_app connection limit 200;
