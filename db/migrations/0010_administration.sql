-- Administration: three administrators whom no person combines, and grants that a second person confirms.
create extension if not exists btree_gist schema public;

alter table role_grant
  add column granted_by   uuid references person,
  add column confirmed_by uuid references person,
  add constraint role_grant_is_known check (role in (
    'grid_worker', 'community_desk', 'community_head', 'street_officer', 'city_officer',
    'system_admin', 'security_admin', 'audit_admin')),
  add constraint role_grant_needs_two check (granted_by <> confirmed_by),
  add constraint role_grant_administers_a_city check (
    role not in ('system_admin', 'security_admin', 'audit_admin') or length(path) = 4),
  add constraint role_grant_one_administrator exclude using gist (
    person_id with =, role with <>, daterange(from_on, to_on, '[]') with &&)
    where (role in ('system_admin', 'security_admin', 'audit_admin'));

comment on table role_grant is
  'Who may act as what, where, and from when to when (last day included); phone is the public duty phone. Both names are null for what setup or the demo wrote.';

create table grant_proposal (
  id          uuid        primary key,
  person_id   uuid        not null references person,
  role        text        not null,
  paths       text[]      not null check (cardinality(paths) between 1 and 200),
  from_on     date        not null,
  to_on       date,
  phone       text,
  proposed_by uuid        not null references person,
  proposed_at timestamptz not null,
  decided_by  uuid        references person,
  decided_at  timestamptz,
  decision    text        check (decision in ('confirmed', 'refused', 'withdrawn')),

  constraint grant_proposal_ends_after_start check (to_on is null or to_on >= from_on),
  constraint grant_proposal_decision_is_whole check (
    (decided_at is null) = (decision is null) and (decided_at is null) = (decided_by is null)),
  constraint grant_proposal_needs_two check (decision = 'withdrawn' or decided_by <> proposed_by)
);

comment on table grant_proposal is
  'A role proposed for a person at one or more places. It becomes grants when another administrator confirms it.';

create index grant_proposal_open on grant_proposal (proposed_at) where decided_at is null;
create index grant_proposal_person on grant_proposal (person_id);

-- The log of actions is read by time, place and person.
create index action_path on action (path, at desc);
create index action_at on action (at desc, id desc);
