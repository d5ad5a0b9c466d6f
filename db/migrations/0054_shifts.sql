-- What volunteers do together: projects, their shifts, who signed up and came, and the small help one reports afterwards.
-- @source S0-16 S4-07 S4-64 S4-89 S4-98
create table volunteer_project (
  id            uuid        primary key references action,
  path          text        collate "C" not null,
  kind          text        not null check (kind in ('regular', 'student_base', 'emergency')),
  activity      text        not null,
  name          text        not null check (length(name) between 1 and 40),
  about         text        not null check (length(about) <= 500),
  partner_id    uuid        references organisation,
  partner       text        check (length(partner) between 1 and 40),
  lead_id       uuid        not null references person,
  minors        boolean     not null,
  grown_up      boolean     not null,
  bring         text        not null check (length(bring) <= 300),
  cancel_hours  smallint    not null check (cancel_hours between 0 and 168),
  haves         text[]      not null check (haves <@ array['place', 'people', 'programme', 'management']),
  insurance     text        check (length(insurance) between 1 and 200),
  supplies      text        check (length(supplies) between 1 and 300),
  place         text        not null check (length(place) between 1 and 60),
  building_id   uuid        references building,
  seats         smallint    not null check (seats between 1 and 500),
  waiting       smallint    not null check (waiting between 0 and 500),
  weekday       smallint    check (weekday between 1 and 7),
  begins_minute smallint    check (begins_minute between 0 and 1439),
  minutes       smallint    check (minutes between 15 and 720),
  from_on       date,
  to_on         date,
  ended_at      timestamptz,
  ended_by      uuid        references person,

  constraint volunteer_project_one_partner check (partner_id is null or partner is null),
  constraint volunteer_project_base_has_partner check (kind <> 'student_base' or partner_id is not null or partner is not null),
  -- who goes where it is dangerous is insured and equipped first
  constraint volunteer_project_emergency_is_covered check (kind <> 'emergency' or (insurance is not null and supplies is not null)),
  constraint volunteer_project_week_is_whole check (
    (weekday is null) = (begins_minute is null) and (weekday is null) = (minutes is null) and (weekday is null) = (from_on is null)
    and (to_on is null or to_on >= from_on)),
  constraint volunteer_project_end_is_whole check ((ended_at is null) = (ended_by is null))
);

comment on table volunteer_project is
  'A volunteer project and who leads it: one team or partner, one worker. weekday 1 is Monday; what repeats weekly becomes shifts some weeks ahead. haves: which of place, people, programme and management were looked at and are there. @source S4-07';

create index volunteer_project_path on volunteer_project (path) where ended_at is null;
create index volunteer_project_lead on volunteer_project (lead_id);
create trigger volunteer_project_path_is_a_place before insert on volunteer_project
  for each row execute function refuse_gone_path();

create table shift (
  id             uuid        primary key references action,
  project_id     uuid        not null references volunteer_project,
  path           text        collate "C" not null,
  span           tstzrange   not null check (not isempty(span) and lower_inc(span) and not upper_inc(span) and not lower_inf(span)
                             and not upper_inf(span) and upper(span) - lower(span) between interval '15 minutes' and interval '12 hours'),
  place          text        not null check (length(place) between 1 and 60),
  building_id    uuid        references building,
  seats          smallint    not null check (seats between 1 and 500),
  waiting        smallint    not null check (waiting between 0 and 500),
  called_off_at  timestamptz,
  called_off_by  uuid        references person,
  called_off_why text        check (length(called_off_why) between 1 and 200),

  constraint shift_is_whole unique (id, span, seats),
  constraint shift_called_off_is_whole check (
    (called_off_at is null) = (called_off_by is null) and (called_off_at is null) = (called_off_why is null))
);

comment on table shift is
  'One time at which volunteers of a project meet. Its code at the door follows from its id, the minute and the key file, so none is kept.';

create unique index shift_begins_once on shift (project_id, lower(span));
create index shift_coming on shift (path, upper(span));
create trigger shift_path_is_a_place before insert on shift for each row execute function refuse_gone_path();

create table shift_signup (
  id            uuid        primary key references action,
  shift_id      uuid        not null,
  span          tstzrange   not null,
  seats         smallint    not null,
  person_id     uuid        not null references person,
  earns         text        not null check (earns in ('points', 'time_credit')),
  state         text        not null check (
    state in ('waiting', 'offered', 'signed', 'cancelled', 'lapsed', 'called_off', 'confirmed', 'absent')),
  seat          smallint,
  signed_at     timestamptz not null,
  offered_until timestamptz,
  in_at         timestamptz,
  in_sent_at    timestamptz,
  out_at        timestamptz,
  out_sent_at   timestamptz,
  out_by_clock  boolean     not null default false,
  minutes       smallint,
  confirmed_at  timestamptz,
  confirmed_by  uuid        references person,

  -- what is known of the shift here is always what the shift says
  constraint shift_signup_of_shift foreign key (shift_id, span, seats) references shift (id, span, seats) on update cascade,
  -- a seat is one of the shift's; whoever finds none has none
  constraint shift_signup_has_its_seat check (
    (seat is not null) = (state in ('offered', 'signed', 'confirmed', 'absent')) and (seat is null or seat between 1 and seats)),
  constraint shift_signup_overlaps exclude using gist (person_id with =, span with &&) where (state in ('signed', 'confirmed')),
  constraint shift_signup_offer_has_an_end check ((state = 'offered') <= (offered_until is not null)),
  constraint shift_signup_arrives_before_leaving check (out_at is null or (in_at is not null and out_at >= in_at)),
  constraint shift_signup_confirmed_is_whole check (
    (confirmed_at is null) = (confirmed_by is null) and (confirmed_at is not null) = (state in ('confirmed', 'absent'))
    and (minutes is not null) = (state = 'confirmed')),
  constraint shift_signup_confirmed_by_another check (confirmed_by <> person_id),
  constraint shift_signup_minutes_over check (minutes > 0 and make_interval(mins => minutes) <= upper(span) - lower(span))
);

comment on table shift_signup is
  'Who signed up for a shift, waits for it or was offered a place, came, and what was confirmed. No position is kept: arrivals are instants. in_sent_at, out_sent_at: when it reached us, if the phone had no network then. @source S4-89';

create unique index shift_signup_once on shift_signup (shift_id, person_id)
  where state in ('waiting', 'offered', 'signed', 'confirmed', 'absent');
create unique index shift_signup_seat_once on shift_signup (shift_id, seat) where seat is not null;
create index shift_signup_queue on shift_signup (shift_id, signed_at, id) where state = 'waiting';
create index shift_signup_offers on shift_signup (offered_until) where state = 'offered';
create index shift_signup_inside on shift_signup (upper(span)) where state = 'signed' and in_at is not null and out_at is null;
create index shift_signup_person on shift_signup (person_id, signed_at desc);

create table casual_help (
  id             uuid        primary key references action,
  person_id      uuid        not null references person,
  path           text        collate "C" not null,
  activity       text        not null,
  served_on      date        not null,
  minutes        smallint    not null check (minutes between 1 and 720),
  words          text        not null check (length(words) <= 200),
  earns          text        not null check (earns in ('points', 'time_credit')),
  photo_id       uuid        references file,
  neighbour_mark bytea,
  neighbour_tail text        check (neighbour_tail ~ '^[0-9]{4}$'),
  state          text        not null check (state in ('waiting', 'confirmed', 'refused', 'withdrawn')),
  reported_at    timestamptz not null,
  decided_at     timestamptz,
  decided_by     uuid        references person,
  reply          text        check (length(reply) between 1 and 200),
  erased_at      timestamptz,

  constraint casual_help_neighbour_is_whole check ((neighbour_mark is null) = (neighbour_tail is null)),
  constraint casual_help_decided_is_whole check (
    (decided_at is null) = (decided_by is null) and (decided_at is null) = (state = 'waiting')),
  constraint casual_help_confirmed_by_another check (state <> 'confirmed' or decided_by <> person_id)
);

comment on table casual_help is
  'Help given without a shift (随手志愿), as the volunteer reports it; the desk or the neighbour who was helped confirms it. neighbour_mark: keyed hash of that neighbour’s phone. @source S4-64';

create index casual_help_path on casual_help (path, reported_at desc, id);
create index casual_help_person on casual_help (person_id, reported_at desc);
create index casual_help_neighbour on casual_help (neighbour_mark) where state = 'waiting';
create trigger casual_help_path_is_a_place before insert on casual_help for each row execute function refuse_gone_path();
