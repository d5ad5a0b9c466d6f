-- Who serves as a volunteer, and the confirmed record of what each did, which certificates, stars and indicators stand on.
create table volunteer (
  person_id     uuid        primary key references person,
  state         text        not null check (state in ('applied', 'active', 'paused', 'left')),
  path          text        collate "C" not null,
  activities    text[]      not null,
  earns         text        not null check (earns in ('points', 'time_credit')),
  guardian_id   uuid        references person,
  emergency     boolean     not null default false,
  insured_to    date,
  cleared_to    date,
  applied_at    timestamptz not null,
  registered_at timestamptz,
  registered_by uuid        references person,
  left_at       timestamptz,
  erased_at     timestamptz,

  constraint volunteer_registered_is_whole check (
    (registered_at is null) = (registered_by is null) and (state = 'applied' or state = 'left' or registered_at is not null)),
  constraint volunteer_guardian_is_somebody_else check (guardian_id <> person_id),
  constraint volunteer_left_is_said check ((state = 'left') = (left_at is not null))
);

comment on table volunteer is
  'Residents who registered as volunteers. insured_to and cleared_to: the last day of the insurance and of the background check; earns: what they take for an act unless they choose otherwise. @source S4-89';

create index volunteer_path on volunteer (path, state);
create trigger volunteer_path_is_a_place before insert on volunteer for each row execute function refuse_gone_path();

create table service_minutes (
  id           uuid        primary key,
  person_id    uuid        not null references person,
  minutes      int         not null check (minutes <> 0),
  served_on    date        not null,
  activity     text        not null,
  path         text        collate "C" not null,
  source       text        not null check (source in ('shift', 'need', 'casual', 'import')),
  source_id    uuid        not null,
  earned       text        not null check (earned in ('points', 'time_credit', 'nothing')),
  recorded_by  uuid        not null references person,
  confirmed_by uuid        not null references person,
  confirmed_at timestamptz not null,
  action_id    uuid        not null references action,
  reverses     uuid        references service_minutes,

  constraint service_minutes_confirmed_by_another check (confirmed_by <> person_id),
  constraint service_minutes_only_reversals_take check ((minutes < 0) = (reverses is not null)),
  constraint service_minutes_taken_back_once unique (reverses)
);

comment on table service_minutes is
  'The confirmed record of what a volunteer did, in minutes: never spent, never expires, never changed. What was wrong is taken back whole by a row of its own; what is right is then another row. @source S1-49';

create unique index service_minutes_once on service_minutes (source, source_id, person_id) where reverses is null;
create index service_minutes_person on service_minutes (person_id, served_on desc, id);
create index service_minutes_path on service_minutes (path, served_on);

create trigger service_minutes_is_append_only before update or delete on service_minutes
  for each row execute function refuse_change();
create trigger service_minutes_is_never_emptied before truncate on service_minutes
  for each statement execute function refuse_change();
