-- Staff: invited, proving themselves twice, suspended; roles given by two people; units that end.
alter table account
  add column suspended_at  timestamptz,
  add column suspended_by  uuid references person,
  add column second_asked  boolean not null default false,
  add column second_sealed text,
  add column second_since  timestamptz,
  add column second_step   bigint,
  add constraint account_suspension_is_whole check ((suspended_at is null) = (suspended_by is null)),
  add constraint account_second_is_whole check (
    (second_sealed is null) = (second_since is null) and (second_sealed is null) = (second_step is null)),
  add constraint account_only_staff_prove_twice check (
    kind = 'staff' or (second_sealed is null and not second_asked and suspended_at is null));

comment on table account is
  'A way to sign in: residents by a code to their phone, staff by name, password and a second factor. second_sealed is its secret (AES-256-GCM), second_step the last step whose code was used, second_asked that one must be set up at the next sign-in.';

-- What a session knows of its browser, for the list of one's own sessions. seen_at is written at most once a minute.
alter table session
  add column id      uuid not null default gen_random_uuid(),
  add column seen_at timestamptz,
  add column browser text not null default '',
  add column system  text not null default '';
update session set seen_at = created_at;
alter table session
  alter column seen_at set not null,
  add constraint session_id_is_unique unique (id),
  add constraint session_browser_is_short check (length(browser) <= 20 and length(system) <= 20);

create table sign_in_ticket (
  token_hash    bytea       primary key,
  account_id    uuid        not null references account,
  purpose       text        not null check (purpose in ('second', 'enrol')),
  secret_sealed text,
  tries         smallint    not null default 0 check (tries between 0 and 20),
  made_at       timestamptz not null,
  expires_at    timestamptz not null,
  used_at       timestamptz,

  constraint sign_in_ticket_enrols_a_secret check ((purpose = 'enrol') = (secret_sealed is not null))
);

comment on table sign_in_ticket is
  'That the password was right a moment ago: what a second factor is shown with. Only the hash of its token is stored.';

create index sign_in_ticket_account on sign_in_ticket (account_id);

create table recovery_code (
  account_id uuid        not null references account,
  code_hash  bytea       not null,
  made_at    timestamptz not null,
  used_at    timestamptz,

  primary key (account_id, code_hash)
);

comment on table recovery_code is 'A code that stands for the second factor once. Only its keyed hash is stored.';

create table invitation (
  id         uuid        primary key,
  token_hash bytea       not null,
  person_id  uuid        not null references person,
  login      text        not null check (login ~ '^[a-z0-9][a-z0-9._-]{1,59}$'),
  made_by    uuid        references person,
  made_at    timestamptz not null,
  expires_at timestamptz not null,
  used_at    timestamptz,

  constraint invitation_token_is_unique unique (token_hash)
);

comment on table invitation is
  'A link handed over once, with which a person sets the password of their account. made_by is null for the first one, made by setup.';

create index invitation_person on invitation (person_id, made_at desc);
create index invitation_login on invitation (login);

create table second_factor_reset (
  id         uuid        primary key,
  person_id  uuid        not null references person,
  words      text        not null check (length(words) between 1 and 200),
  asked_by   uuid        not null references person,
  asked_at   timestamptz not null,
  decided_by uuid        references person,
  decided_at timestamptz,
  decision   text        check (decision in ('confirmed', 'refused', 'withdrawn')),

  constraint second_factor_reset_is_not_own check (asked_by <> person_id and decided_by <> person_id),
  constraint second_factor_reset_needs_two check (decision = 'withdrawn' or decided_by <> asked_by),
  constraint second_factor_reset_decision_is_whole check (
    (decided_at is null) = (decision is null) and (decided_at is null) = (decided_by is null))
);

comment on table second_factor_reset is
  'That a second factor be forgotten: asked by one administrator and confirmed by another, neither of them the person.';

create unique index second_factor_reset_open on second_factor_reset (person_id) where decided_at is null;

-- Nobody has a hand in their own roles, and a role in a place is held once at a time.
alter table grant_proposal
  add constraint grant_proposal_is_not_own check (proposed_by <> person_id and decided_by <> person_id);
alter table role_grant
  add constraint role_grant_is_not_own check (granted_by <> person_id and confirmed_by <> person_id),
  add constraint role_grant_once exclude using gist (
    person_id with =, role with =, path with =, daterange(from_on, to_on, '[]') with &&);

alter table organisation
  drop constraint organisation_kind_check,
  add constraint organisation_kind_check check (kind in (
    'committee', 'street_office', 'department', 'property', 'utility', 'owners_committee', 'party', 'social',
    'enterprise', 'resident_unit', 'school', 'health', 'merchant')),
  add column ended_on date;

comment on table organisation is
  'A unit a matter can be given to or that lies in a place. From ended_on on it is offered no more; what names it keeps its name.';
