-- Giving a request to a unit by the catalogue: officers of units, taking and giving back, decisions from above and what they
-- teach, units that assist.
-- @source BJ-11 BJ-12 BJ-14 BJ-17 WF-22
alter table role_grant
  add column organisation_id uuid references organisation,
  drop constraint role_grant_is_known,
  add constraint role_grant_is_known check (role in (
    'grid_worker', 'community_desk', 'community_head', 'street_officer', 'city_officer', 'unit_officer',
    'system_admin', 'security_admin', 'audit_admin')),
  drop constraint role_grant_place_or_list,
  add constraint role_grant_place_list_or_unit check (num_nonnulls(path, list_id, organisation_id) = 1),
  -- with a unit the path is null, and a check that is null would let an administrator through
  add constraint role_grant_unit_officer check ((role = 'unit_officer') = (organisation_id is not null)),
  add constraint role_grant_unit_once exclude using gist (
    person_id with =, organisation_id with =, daterange(from_on, to_on, '[]') with &&);

comment on table role_grant is
  'Who may act as what, in one place (path), the places of a list (list_id) or for one unit (organisation_id), and from when to when (last day included); phone is the public duty phone. Both names are null for what setup or the demo wrote. Readers that ask where read role_place.';

create index role_grant_unit on role_grant (organisation_id) where organisation_id is not null;

alter table grant_proposal
  add column organisation_id uuid references organisation,
  drop constraint grant_proposal_places_or_list,
  add constraint grant_proposal_places_list_or_unit check (num_nonnulls(paths, list_id, organisation_id) = 1),
  add constraint grant_proposal_unit_officer check ((role = 'unit_officer') = (organisation_id is not null));

comment on table grant_proposal is
  'A role proposed for a person at one or more places (paths), for a list of places (list_id) or for a unit (organisation_id). It becomes grants when another administrator confirms it.';

create index grant_proposal_unit on grant_proposal (organisation_id) where organisation_id is not null;

create or replace view role_place as
  select id, person_id, role, path, from_on, to_on, phone, list_id from role_grant where path is not null
  union all
  select g.id, g.person_id, g.role, t.path, g.from_on, g.to_on, g.phone, g.list_id
  from role_grant g
  join place_list_member m on m.list_id = g.list_id
  join territory t on t.id = m.place_id
  where g.list_id is not null;

comment on view role_place is
  'Every grant that is for places, with every place it is for: its own path, or today''s path of each place of its list. One grant can be several rows; one for a unit is none.';

create type catalogue_level as enum ('city', 'district', 'street', 'community');

alter table dispatch add column owner_level catalogue_level;

comment on column dispatch.owner_level is
  'At which level the matter is owned: what a department owns is not given to an office below that level. Null where the catalogue does not say.';

alter table request
  add column dispatched_at   timestamptz,
  add column dispatched_by   uuid references person,
  add column dispatched_from smallint,
  add column returned_by     uuid references person,
  add column decided_at      timestamptz,
  add column decides         smallint;

comment on column request.dispatched_at is 'When unit_id was given it as the unit that leads; null when unit_id only helps whoever handles it.';
comment on column request.dispatched_from is 'Length of the path of the place for which it was dispatched or asked above: who decides stands higher.';
comment on column request.decided_at is 'When somebody above decided who handles it: that unit cannot return it.';
comment on column request.decides is 'Length of the path of the place whose officers decide, while it is disputed.';

create index request_dispatched on request (unit_id) where dispatched_at is not null;

create table assist (
  matter_id  uuid        not null references matter,
  unit_id    uuid        not null references organisation,
  asked_by   uuid        not null references person,
  asked_at   timestamptz not null,
  done_at    timestamptz,
  dropped_at timestamptz,

  primary key (matter_id, unit_id),
  constraint assist_ends_once check (done_at is null or dropped_at is null)
);

comment on table assist is
  'That a unit was asked to help the one that leads; its clock is clock "assist/<unit>". dropped_at: the answer went out without it, for a reason.';

create index assist_unit on assist (unit_id);

create table precedent (
  action_id   uuid         primary key references action,
  category    text         not null references request_category,
  unit_id     uuid         not null references organisation,
  returned_by uuid         references organisation,
  rule        varchar(200) not null check (rule <> ''),
  decided_on  date         not null
);

comment on table precedent is
  'What a decision about who handles a matter says of the next like it, in a sentence without persons. returned_by: the unit that had returned it.';

create index precedent_category on precedent (category, decided_on desc);
