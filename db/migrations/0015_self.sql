-- Residents manage themselves: what is held of a person can end, and a person can name who acts for them.
alter table person
  add column born_month text check (born_month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
  add column erased_at  timestamptz,
  add constraint person_erased_is_bare check (erased_at is null or (
    name = '已注销' and pinyin = '' and initials = '' and phone_mark is null and path is null
    and building_id is null and unit is null and room is null and born_month is null));

comment on table person is
  'A human being. The phone is sealed (AES-256-GCM); phone_mark is a keyed hash to find it by, phone_tail its last four digits. Of an erased person only the id is left; born_month is kept of children whom a guardian added.';

alter table request
  add column contact_id uuid references person,
  add column erased_at  timestamptz,
  add constraint request_erased_is_bare check (erased_at is null or (
    title = '已删除' and words = '' and cardinality(points) = 0 and room is null and unit is null
    and longitude is null and latitude is null and reply is null and refer is null and wait_reason is null
    and rating_words is null and public_words is null and public_reply is null and not may_publish));

comment on table request is
  'What a resident asked, what became of it, what they said of the answer. Everything written here is erasable; contact_id is the worker who is told instead of a requester whose account is closed.';

create table file_removal (
  file_id  uuid        primary key,
  sha256   bytea       not null,
  asked_at timestamptz not null
);

comment on table file_removal is 'A file whose row is gone and whose bytes the worker takes off the disk. Doing it twice does no harm.';

create table helper (
  id          uuid        primary key,
  person_id   uuid        not null references person,
  helper_id   uuid        references person,
  kind        text        not null check (kind in ('helper', 'guardian')),
  name        text        not null check (length(name) between 1 and 30),
  relation    text        not null check (relation in ('child', 'spouse', 'parent', 'relative', 'neighbour', 'other')),
  phone_mark  bytea,
  phone_tail  text        check (phone_tail ~ '^[0-9]{4}$'),
  may         text[]      not null check (cardinality(may) between 1 and 3 and may <@ array['report', 'read', 'confirm']),
  from_on     date        not null,
  to_on       date        not null,
  asked_at    timestamptz not null,
  accepted_at timestamptz,
  ended_at    timestamptz,
  ended_by    uuid        references person,

  constraint helper_ends_after_start check (to_on >= from_on),
  constraint helper_is_somebody_else check (helper_id <> person_id),
  constraint helper_accepts_by_name check (accepted_at is null or helper_id is not null),
  constraint helper_guardian_needs_no_phone check (kind = 'guardian' or phone_mark is not null or ended_at is not null),
  constraint helper_ended_by_is_whole check (ended_by is null or ended_at is not null)
);

comment on table helper is
  'Who may act for a person: named by the person, agreed to by the helper, what for, from when to when (last day included). A guardian added the child.';

create unique index helper_once on helper (person_id, phone_mark) where ended_at is null;
create index helper_person on helper (person_id) where ended_at is null;
create index helper_helper on helper (helper_id) where ended_at is null;
create index helper_phone on helper (phone_mark) where ended_at is null and accepted_at is null;

alter table consent
  drop constraint consent_about_check,
  add column text text,
  add constraint consent_about_check check (about in ('privacy', 'on_behalf', 'helper', 'guardian'));

comment on table consent is
  'That a person agreed: to which text (a privacy notice by version, or another text by its name), how, when, and who recorded it.';

-- A notice about another person's matter: its reader may be told as long as they may read for that person.
alter table notice
  add column for_id uuid references person;

-- What was done in somebody's name is listed for them, month by month.
create index action_helped on action ((facts ->> 'onBehalfOf'), at desc) where actor_role = 'helper';
