-- Certificates of service, the levels volunteers have reached, and who is honoured for what (S1-49, S1-50, S2-20).

-- Certificates are few: spread numbers say nothing of their neighbours, as with matters.
create sequence certificate_serial_place;

create table certificate (
  id            uuid        primary key,
  serial        int         not null default (10000000 + (nextval('certificate_serial_place') * 37182647) % 90000000)::int,
  person_id     uuid        not null references person,
  path          text        collate "C" not null,
  name          text        not null check (length(name) <= 60),
  minutes       int         not null check (minutes > 0),
  records       int         not null check (records > 0),
  from_on       date        not null,
  to_on         date        not null,
  list_hash     bytea       not null check (length(list_hash) = 32),
  star          smallint    not null check (star between 0 and 5),
  issued_on     date        not null,
  issued_at     timestamptz not null,
  issued_by     uuid        not null references person,
  key_id        text        not null,
  public_key    bytea       not null check (length(public_key) = 32),
  signature     bytea       not null check (length(signature) = 64),
  revoked_at    timestamptz,
  revoked_by    uuid        references person,
  revoke_reason text        check (revoke_reason in ('taken_back', 'mistake', 'asked')),
  erased_at     timestamptz,

  constraint certificate_serial_is_unique unique (serial),
  constraint certificate_span_runs_forward check (from_on <= to_on and to_on <= issued_on),
  constraint certificate_revoked_is_whole check (
    (revoked_at is null) = (revoked_by is null) and (revoked_at is null) = (revoke_reason is null)),
  constraint certificate_erased_is_bare check ((erased_at is null) = (name <> ''))
);

comment on table certificate is
  'A certificate of service as it was signed: who, how many minutes in which span, the hash of the records behind it. Never changed; a wrong one is revoked and the paper stays what it was. The check code follows from the signature. @source S1-49';

create index certificate_person on certificate (person_id, issued_at desc);
create index certificate_path on certificate (path, issued_at desc, id);
create index certificate_revoked on certificate (revoked_at, serial) where revoked_at is not null;
create trigger certificate_path_is_a_place before insert on certificate for each row execute function refuse_gone_path();

create function refuse_changed_certificate() returns trigger language plpgsql as $$
begin
  if (new.id, new.serial, new.person_id, new.minutes, new.records, new.from_on, new.to_on, new.list_hash, new.star,
      new.issued_on, new.issued_at, new.issued_by, new.key_id, new.public_key, new.signature)
    is distinct from (old.id, old.serial, old.person_id, old.minutes, old.records, old.from_on, old.to_on, old.list_hash,
      old.star, old.issued_on, old.issued_at, old.issued_by, old.key_id, old.public_key, old.signature)
    or (new.name <> old.name and new.erased_at is null)
    or (old.revoked_at is not null and new.revoked_at is distinct from old.revoked_at) then
    raise exception 'a certificate stays as it was signed' using constraint = 'certificate_stays_as_signed', errcode = '23514';
  end if;
  return new;
end $$;

comment on function refuse_changed_certificate is 'What was signed stays; a name can be erased, a certificate revoked once.';

create trigger certificate_stays_as_signed before update on certificate
  for each row execute function refuse_changed_certificate();

create table governance_round (
  id             uuid        primary key,
  path           text        collate "C" not null,
  quarter        text        not null check (quarter ~ '^[0-9]{4}Q[1-4]$'),
  opened_at      timestamptz not null,
  opened_by      uuid        not null references person,
  nominate_until date        not null,
  closed_at      timestamptz,
  closed_by      uuid        references person,

  constraint governance_round_closed_is_whole check ((closed_at is null) = (closed_by is null))
);

comment on table governance_round is
  'One community choosing its governance stars of a quarter. The id follows from place and quarter, so there is one. @source S2-20';

create index governance_round_path on governance_round (path, quarter desc);
create trigger governance_round_path_is_a_place before insert on governance_round
  for each row execute function refuse_gone_path();

create table governance_nomination (
  id        uuid        primary key references action,
  round_id  uuid        not null references governance_round,
  by_id     uuid        not null references person,
  at        timestamptz not null,
  name      text        not null check (length(name) <= 60),
  words     text        not null check (length(words) <= 300),
  person_id uuid        references person,
  erased_at timestamptz,

  constraint governance_nomination_erased_is_bare check (
    (erased_at is not null and name = '' and words = '') or (erased_at is null and name <> '' and words <> '')),
  constraint governance_nomination_is_of_another check (person_id <> by_id)
);

comment on table governance_nomination is
  'Whom a resident or a worker proposes, in their words; person_id once the desk knows who is meant.';

create index governance_nomination_round on governance_nomination (round_id, at);
create index governance_nomination_by on governance_nomination (by_id);
create index governance_nomination_person on governance_nomination (person_id) where person_id is not null;

create table honour (
  matter_id    uuid        primary key references matter,
  requester_id uuid        not null references person,
  honour       text        not null check (honour in ('star', 'governance')),
  level        smallint    check (level between 1 and 5),
  minutes      int         check (minutes > 0),
  round_id     uuid        references governance_round,
  quarter      text        check (quarter ~ '^[0-9]{4}Q[1-4]$'),
  reason       text        not null check (length(reason) <= 300),
  chosen_by    uuid        not null references person,
  handler_id   uuid        references person,
  contact_id   uuid        references person,
  consent      text        not null default 'asked' check (consent in ('asked', 'given', 'refused', 'withdrawn')),
  consent_at   timestamptz,
  awarded_at   timestamptz,
  awarded_by   uuid        references person,
  denial       text        check (length(denial) between 1 and 300),
  ended_at     timestamptz,
  erased_at    timestamptz,

  constraint honour_star_has_its_level check (
    (honour = 'star') = (level is not null) and (honour = 'star') = (minutes is not null)),
  constraint honour_governance_has_its_round check (
    (honour = 'governance') = (round_id is not null) and (honour = 'governance') = (quarter is not null)),
  constraint honour_chosen_by_another check (chosen_by <> requester_id),
  constraint honour_awarded_by_another check (awarded_by <> requester_id),
  constraint honour_awarded_is_whole check ((awarded_at is null) = (awarded_by is null)),
  constraint honour_consent_is_dated check ((consent = 'asked') = (consent_at is null)),
  constraint honour_erased_is_not_public check (erased_at is null or (reason = '' and consent <> 'given'))
);

comment on table honour is
  'A star level or the governance star of a quarter, from its public notice on. consent: whether the name may be published; silence is none. ended_at: not awarded, or declined by the person. @source S1-50, S2-20';

create index honour_requester on honour (requester_id);
create unique index honour_star_once on honour (requester_id, level) where honour = 'star' and ended_at is null;
create unique index honour_governance_once on honour (requester_id, round_id) where honour = 'governance' and ended_at is null;
create index honour_round on honour (round_id) where round_id is not null;
create index matter_honour on matter (path, changed_at desc, id) where kind = 'honour';

create table honour_objection (
  id          uuid        primary key references action,
  honour_id   uuid        not null references honour,
  by_id       uuid        not null references person,
  at          timestamptz not null,
  words       text        not null check (length(words) <= 500),
  answer      text        check (length(answer) <= 500),
  answered_at timestamptz,
  answered_by uuid        references person,
  erased_at   timestamptz,

  constraint honour_objection_answer_is_whole check ((answered_at is null) = (answered_by is null)),
  constraint honour_objection_erased_is_bare check (
    (erased_at is not null and words = '' and coalesce(answer, '') = '') or (erased_at is null and words <> ''))
);

comment on table honour_objection is
  'What somebody says against an honour while it is shown, and what was answered. Nothing is awarded before the last is answered.';

create index honour_objection_honour on honour_objection (honour_id, at);
create index honour_objection_by on honour_objection (by_id);

create table star_proposal (
  person_id    uuid        not null references person,
  level        smallint    not null check (level between 1 and 5),
  path         text        collate "C" not null,
  minutes      int         not null check (minutes > 0),
  reached_at   timestamptz not null,
  honour_id    uuid        references honour,
  dismissed_at timestamptz,
  dismissed_by uuid        references person,

  primary key (person_id, level),
  constraint star_proposal_dismissed_is_whole check ((dismissed_at is null) = (dismissed_by is null)),
  constraint star_proposal_dismissed_by_another check (dismissed_by <> person_id)
);

comment on table star_proposal is
  'Who has reached a star level by confirmed minutes, as the rule found it; the desk reviews it and shows it, or says why not. @source S1-50';

create index star_proposal_waiting on star_proposal (path, reached_at, person_id) where honour_id is null and dismissed_at is null;
create trigger star_proposal_path_is_a_place before insert on star_proposal for each row execute function refuse_gone_path();
