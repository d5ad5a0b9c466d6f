-- What was done, and what was read.
create table action (
  id           uuid        primary key,
  place_in_log bigint      generated always as identity,
  at           timestamptz not null,
  actor_id     uuid        references person,
  actor_role   text        not null,
  kind         text        not null,
  subject_id   uuid        not null,
  path         text        collate "C" not null,
  from_state   text,
  to_state     text,
  version      int         not null check (version > 0),
  facts        jsonb       not null default '{}',
  policy       jsonb       not null default '{}',
  content_hash bytea,
  input_hash   bytea       not null,

  constraint action_one_per_version unique (subject_id, version),
  constraint action_has_an_actor check ((actor_id is null) = (actor_role = 'system'))
);

comment on table action is
  'Append-only: who did what to what, when, in which role, under which policy values. Ids, codes, numbers and instants only; words are in content.';

create index action_actor on action (actor_id, at desc);
create index action_kind on action (kind, at desc);

create table content (
  action_id uuid  primary key references action,
  salt      bytea not null,
  body      jsonb not null
);

comment on table content is 'The words of an action. Erasable: the action keeps sha256(salt || canonical body).';

create table reading (
  id        uuid        primary key,
  at        timestamptz not null,
  reader_id uuid        not null references person,
  role      text        not null,
  person_id uuid        not null references person,
  subject_id uuid       not null,
  fields    text[]      not null check (cardinality(fields) > 0),
  purpose   text        not null check (purpose in ('contact', 'verify', 'visit', 'other')),
  words     text        check (length(words) between 1 and 200),

  constraint reading_other_says_why check (purpose <> 'other' or words is not null)
);

comment on table reading is 'Append-only: who opened which masked fields of whom, and for what purpose.';

create index reading_person on reading (person_id, at desc);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'table % is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $$;

create trigger action_is_append_only before update or delete on action
  for each row execute function refuse_change();
create trigger reading_is_append_only before update or delete on reading
  for each row execute function refuse_change();
