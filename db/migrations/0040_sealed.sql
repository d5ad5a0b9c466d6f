-- How far a request may be known: to neighbours only, between public and the handler; and reports that need protection: sealed ones reach only a desk outside the units they are about; what that desk passes on is
-- anonymous, in the desk's words, and its reporter stays unknown to whoever handles it.
-- @source BJ-8 WF-11
alter table matter drop constraint matter_visibility_check;
alter table matter add constraint matter_visibility_check check (
  visibility in ('public', 'neighbours', 'handler', 'anonymous', 'sealed'));
create index matter_sealed on matter (path) where visibility in ('anonymous', 'sealed');

create index matter_neighbours on matter (path) where visibility = 'neighbours';

alter table request add column neighbours_only boolean not null default false;
comment on column request.neighbours_only is 'What may be published is for residents of the community alone.';

alter table file add column withheld boolean not null default false;
comment on column file.withheld is 'Not passed on with an anonymous request: only the requester and the desk for sealed reports see it.';

alter table role_grant drop constraint role_grant_is_known;
alter table role_grant add constraint role_grant_is_known check (role in (
  'grid_worker', 'community_desk', 'community_head', 'street_officer', 'city_officer', 'integrity_officer', 'unit_officer',
  'system_admin', 'security_admin', 'audit_admin'));
-- independent: nobody is of this desk and of another at a time, and it is not of the community it hears about
alter table role_grant
  add constraint role_grant_is_independent exclude using gist (
    person_id with =, ((role = 'integrity_officer')::int) with <>, daterange(from_on, to_on, '[]') with &&),
  add constraint role_grant_independent_above check (
    role <> 'integrity_officer' or (list_id is null and length(path) <= 9));
