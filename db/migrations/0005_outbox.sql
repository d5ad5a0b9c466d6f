-- What people are told. A notice is written by the same statement as the action it tells of.
create table notice (
  id         uuid        primary key default gen_random_uuid(),
  action_id  uuid        not null references action,
  person_id  uuid        not null references person,
  key        text        not null,
  subject_id uuid        not null,
  facts      jsonb       not null default '{}',
  at         timestamptz not null,
  read_at    timestamptz,

  constraint notice_once unique (action_id, person_id, key)
);

comment on table notice is 'One new fact for one person. The sentence is chosen by key in the reader''s language.';

create index notice_person on notice (person_id, at desc);
create index notice_unread on notice (person_id) where read_at is null;
