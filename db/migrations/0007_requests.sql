-- Residents' requests (C03).
create table request_category (
  code  text     primary key,
  place smallint not null,
  words text[]   not null
);

comment on table request_category is 'What requests are about, with the words by which a category is suggested.';

create table request (
  matter_id        uuid        primary key references matter,
  requester_id     uuid        not null references person,
  taken_by         uuid        references person,
  channel          text        not null check (channel in ('app', 'phone', 'visit', 'paper', 'chat', 'door')),
  kind             text        check (kind in ('consult', 'help', 'complaint', 'report', 'suggestion', 'praise')),
  category         text        references request_category,
  class            text        check (class in ('urgent', 'key', 'long_term')),
  classified_at    timestamptz,
  plan_year        smallint    check (plan_year between 2000 and 2200),
  title            text        not null check (length(title) between 1 and 40),
  words            text        not null check (length(words) <= 500),
  points           text[]      not null default '{}',
  building_id      uuid        references building,
  unit             smallint    check (unit between 1 and 40),
  room             text        check (length(room) between 1 and 12),
  place_words      text        check (length(place_words) <= 100),
  longitude        double precision check (longitude between -180 and 180),
  latitude         double precision check (latitude between -90 and 90),
  handler_id       uuid        references person,
  unit_id          uuid        references organisation,
  wait_reason      text,
  wait_until       date,
  merged_into      uuid        references matter,
  first_contact_at timestamptz,
  first_contact_by uuid        references person,
  replied_at       timestamptz,
  reply            text,
  refer            jsonb,
  confirmed_by     text        check (confirmed_by in ('resident', 'silence')),
  solved           text        check (solved in ('yes', 'partly', 'no')),
  service          smallint    check (service between 1 and 5),
  rating_words     text        check (length(rating_words) <= 300),
  rated_at         timestamptz,
  escalated_at     timestamptz,
  late_reason      text        check (late_reason in ('other_unit', 'wrong_unit', 'property', 'hands', 'materials', 'other')),
  may_publish      boolean     not null default false,
  public_words     text,
  public_reply     text,
  published_at     timestamptz,
  published_by     uuid        references person,

  constraint request_has_a_place check (building_id is not null or place_words is not null or longitude is not null),
  constraint request_published_is_whole check (
    (published_at is null) = (published_by is null) and (published_at is null) = (public_words is null)),
  constraint request_published_with_consent check (published_at is null or may_publish),
  constraint request_merged_elsewhere check (merged_into is null or merged_into <> matter_id)
);

comment on table request is 'What a resident asked, what became of it, what they said of the answer. Everything written here is erasable.';

create index request_requester on request (requester_id);
create index request_handler on request (handler_id);
create index request_building on request (building_id);
create index request_merged on request (merged_into) where merged_into is not null;

create table file (
  id         uuid        primary key,
  kind       text        not null check (kind in ('photo', 'voice')),
  type       text        not null,
  bytes      int         not null check (bytes > 0),
  width      int,
  height     int,
  seconds    smallint    check (seconds between 0 and 60),
  sha256     bytea       not null,
  made_by    uuid        not null references person,
  made_at    timestamptz not null,
  matter_id  uuid        references matter,
  action_id  uuid        references action,
  public_at  timestamptz,

  constraint file_belongs_by_an_action check ((matter_id is null) = (action_id is null))
);

comment on table file is 'A photo (re-encoded, no location data) or a voice message. The bytes are on disk under the id.';

create index file_matter on file (matter_id);

create table reply_template (
  id       uuid     primary key default gen_random_uuid(),
  category text     references request_category,
  place    smallint not null,
  title    text     not null,
  words    text     not null
);

comment on table reply_template is 'A beginning for a reply that the worker finishes.';
