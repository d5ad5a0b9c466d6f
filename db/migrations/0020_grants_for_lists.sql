-- A role can be given for a list of places instead of one place.
-- @source U03
alter table role_grant
  add column list_id uuid references place_list,
  alter column path drop not null,
  add constraint role_grant_place_or_list check (num_nonnulls(path, list_id) = 1),
  -- with a list the path is null, and a check that is null would let an administrator through
  drop constraint role_grant_administers_a_city,
  add constraint role_grant_administers_a_city check (
    role not in ('system_admin', 'security_admin', 'audit_admin') or (list_id is null and length(path) = 4)),
  add constraint role_grant_list_once exclude using gist (
    person_id with =, role with =, list_id with =, daterange(from_on, to_on, '[]') with &&);

comment on table role_grant is
  'Who may act as what, in one place (path) or the places of a list (list_id), and from when to when (last day included); phone is the public duty phone. Both names are null for what setup or the demo wrote. Readers that ask where read role_place.';

create index role_grant_list on role_grant (list_id) where list_id is not null;
create index role_grant_person_list on role_grant (person_id) where list_id is not null;

alter table grant_proposal
  add column list_id uuid references place_list,
  alter column paths drop not null,
  add constraint grant_proposal_places_or_list check (num_nonnulls(paths, list_id) = 1),
  add constraint grant_proposal_administers_a_city check (
    list_id is null or role not in ('system_admin', 'security_admin', 'audit_admin'));

comment on table grant_proposal is
  'A role proposed for a person at one or more places (paths) or for a list of places (list_id). It becomes grants when another administrator confirms it.';

create index grant_proposal_list on grant_proposal (list_id) where list_id is not null;

create view role_place as
  select id, person_id, role, path, from_on, to_on, phone, list_id from role_grant where list_id is null
  union all
  select g.id, g.person_id, g.role, t.path, g.from_on, g.to_on, g.phone, g.list_id
  from role_grant g
  join place_list_member m on m.list_id = g.list_id
  join territory t on t.id = m.place_id
  where g.list_id is not null;

comment on view role_place is
  'Every grant with every place it is for: its own path, or today''s path of each place of its list. One grant can be several rows.';
