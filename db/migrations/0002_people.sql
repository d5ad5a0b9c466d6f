-- Persons, how they sign in, what they may do, what they agreed to.
create table person (
  id            uuid        primary key default gen_random_uuid(),
  name          text        not null check (length(name) between 1 and 60),
  pinyin        text        not null default '',
  initials      text        not null default '',
  phone_sealed  text,
  phone_mark    bytea,
  phone_tail    text        check (phone_tail ~ '^[0-9]{4}$'),
  path          text        collate "C",
  building_id   uuid        references building,
  unit          smallint    check (unit between 1 and 40),
  room          text        check (length(room) between 1 and 12),
  created_at    timestamptz not null,

  constraint person_phone_is_unique unique (phone_mark),
  constraint person_phone_is_whole check (
    (phone_sealed is null) = (phone_mark is null) and (phone_sealed is null) = (phone_tail is null))
);

comment on table person is
  'A human being. The phone is sealed (AES-256-GCM); phone_mark is a keyed hash to find it by, phone_tail its last four digits.';

create index person_tail on person (phone_tail);
create index person_initials on person (initials text_pattern_ops);
create index person_pinyin on person (pinyin text_pattern_ops);
create index person_path on person (path);
create index person_room on person (building_id, unit, room);

create table organisation (
  id    uuid primary key default gen_random_uuid(),
  path  text collate "C" not null,
  kind  text not null check (kind in ('committee', 'street_office', 'department', 'property', 'utility')),
  name  text not null check (length(name) between 1 and 80),
  phone text,

  constraint organisation_name_is_unique unique (path, name)
);

comment on table organisation is 'A unit a matter can be given to: committee, street office, property firm, utility.';

create table account (
  id            uuid        primary key default gen_random_uuid(),
  person_id     uuid        not null references person,
  kind          text        not null check (kind in ('resident', 'staff')),
  login         text,
  password_hash text,
  locale        text        not null default 'zh' check (locale in ('zh', 'en')),
  elder         boolean     not null default false,
  created_at    timestamptz not null,

  constraint account_one_of_a_kind unique (person_id, kind),
  constraint account_login_is_unique unique (login),
  constraint account_staff_has_login check ((kind = 'staff') = (login is not null and password_hash is not null))
);

comment on table account is 'A way to sign in: residents by a code to their phone, staff by name and password.';

create table session (
  token_hash bytea       primary key,
  account_id uuid        not null references account,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at   timestamptz
);

comment on table session is 'A signed-in browser. Only the hash of its token is stored.';

create index session_account on session (account_id);

create table login_code (
  id         uuid        primary key,
  phone_mark bytea       not null,
  code_hash  bytea       not null,
  tries      smallint    not null default 0 check (tries between 0 and 20),
  made_at    timestamptz not null,
  expires_at timestamptz not null,
  used_at    timestamptz
);

comment on table login_code is 'A one-time code sent to a phone. Only its hash is stored.';

create index login_code_phone on login_code (phone_mark, made_at desc);

create table login_failure (
  id    uuid        primary key default gen_random_uuid(),
  login text        not null,
  at    timestamptz not null
);

comment on table login_failure is 'A wrong password for a staff name; too many lock the name for a while.';

create index login_failure_login on login_failure (login, at desc);

create table role_grant (
  id        uuid primary key default gen_random_uuid(),
  person_id uuid not null references person,
  role      text not null,
  path      text collate "C" not null,
  from_on   date not null,
  to_on     date,
  phone     text,

  constraint role_grant_ends_after_start check (to_on is null or to_on >= from_on)
);

comment on table role_grant is 'Who may act as what, where, and from when to when (last day included); phone is the public duty phone.';

create index role_grant_person on role_grant (person_id);
create index role_grant_role on role_grant (role, path);

create table privacy_notice (
  version      text        primary key,
  zh           text        not null,
  en           text        not null,
  published_at timestamptz not null
);

comment on table privacy_notice is 'What a person is told before the first personal field, by version.';

create table consent (
  id           uuid        primary key,
  person_id    uuid        not null references person,
  about        text        not null check (about in ('privacy', 'on_behalf')),
  version      text        references privacy_notice,
  how          text        not null check (how in ('screen', 'voice', 'paper')),
  given_at     timestamptz not null,
  recorded_by  uuid        not null references person,
  withdrawn_at timestamptz
);

comment on table consent is 'That a person agreed: to which text, how, when, and who recorded it.';

create index consent_person on consent (person_id, about, given_at desc);
