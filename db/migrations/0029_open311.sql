-- Open311 GeoReport v2: other systems report for their people and hear what became of it.
-- @source OPEN311-POST, OPEN311-UPDATES
alter type request_channel add value 'open311';

-- Who agreed did so in the other system, which says so by sending the report.
alter table consent
  drop constraint consent_how_check,
  add constraint consent_how_check check (how in ('screen', 'voice', 'paper', 'client'));

create table request_source (
  matter_id   uuid         primary key references matter,
  system      varchar(60)  not null check (system <> ''),
  external_id varchar(120) check (external_id <> ''),
  link        varchar(500) check (link ~ '^https?://'),
  words       varchar(4000) not null,
  media       text[]       not null default '{}' check (cardinality(media) <= 10)
);

comment on table request_source is
  'What another system said when it opened a request: its name, its own number and page, its whole text and the addresses of its pictures, which are never fetched. Erased with the words of the request.';

create table open311_client (
  id           uuid        primary key,
  name         varchar(60) not null check (name <> ''),
  contact      varchar(120) not null,
  key_hash     bytea       not null check (length(key_hash) = 32),
  key_tail     text        not null check (length(key_tail) = 4),
  key_at       timestamptz not null,
  per_minute   int         not null check (per_minute between 1 and 300),
  per_day      int         not null check (per_day between 1 and 1000000),
  may_update   boolean     not null default false,
  suspended_at timestamptz,
  created_at   timestamptz not null,
  created_by   uuid        not null references person,

  constraint open311_client_name_is_unique unique (name),
  constraint open311_client_key_is_unique unique (key_hash)
);

comment on table open311_client is
  'A system that may report through Open311. Its key is shown once and kept as a hash; key_tail is its last four signs.';

create table open311_use (
  client_id    uuid        primary key references open311_client,
  day          date        not null,
  day_calls    int         not null check (day_calls >= 0),
  minute_at    timestamptz not null,
  minute_calls int         not null check (minute_calls >= 0),
  calls        bigint      not null check (calls >= 0),
  refused      bigint      not null default 0 check (refused >= 0),
  last_at      timestamptz not null
) with (fillfactor = 70);

comment on table open311_use is 'How often a client called: today, in the minute that runs, and ever. One row a client, changed by every call with its key.';

create table open311_report (
  matter_id    uuid        primary key references matter,
  client_id    uuid        not null references open311_client,
  token        uuid        not null,
  content_hash bytea       not null check (length(content_hash) = 32),
  given_id     text        check (length(given_id) between 1 and 120),
  sender_mark  bytea,
  account_id   varchar(120),
  sent_at      timestamptz not null,

  constraint open311_report_token_is_unique unique (token),
  constraint open311_report_given_once unique (client_id, given_id)
);

comment on table open311_report is
  'Which client sent a request. content_hash finds the same report sent again, sender_mark (a keyed hash) the same person; the e-mail address and device are not kept.';

create index open311_report_content on open311_report (client_id, content_hash, sent_at desc);
create index open311_report_sender on open311_report (client_id, sender_mark, sent_at desc) where sender_mark is not null;

create table open311_update (
  id           uuid        primary key,
  client_id    uuid        not null references open311_client,
  matter_id    uuid        not null references matter,
  given_id     text        check (length(given_id) between 1 and 120),
  content_hash bytea       not null check (length(content_hash) = 32),
  status       varchar(40) not null,
  sent_at      timestamptz not null,

  constraint open311_update_given_once unique (client_id, matter_id, given_id)
);

comment on table open311_update is
  'An update that a client sent. Its id is that of the first action it became; further parts of long words derive theirs from it.';

create index open311_update_content on open311_update (client_id, matter_id, content_hash, sent_at desc);

create table open311_trial (
  id        uuid        primary key,
  owner     text        not null,
  kind      text        not null check (kind in ('report', 'update')),
  report_id uuid        references open311_trial on delete cascade,
  token     uuid,
  body      jsonb       not null,
  at        timestamptz not null,

  constraint open311_trial_update_has_a_report check ((kind = 'update') = (report_id is not null))
);

comment on table open311_trial is
  'What was sent to the test endpoint, by owner: a client, or everybody who uses the public test key. It is in no queue and is erased by a reset.';

create index open311_trial_owner on open311_trial (owner, at desc);
create index open311_trial_report on open311_trial (report_id) where report_id is not null;
