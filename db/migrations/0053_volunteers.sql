-- The register of volunteers, what neighbours need of each other, and who volunteers together and where.
-- @source S1-47, S1-48, S2-06, S3-47, S4-07, S4-63, S4-64, S4-88, S4-89

alter table consent
  drop constraint consent_about_check,
  add constraint consent_about_check
    check (about in ('privacy', 'on_behalf', 'helper', 'guardian', 'volunteer', 'volunteer_guardian', 'emergency_volunteer'));

alter table volunteer
  add column available     text[] not null default '{}'
    check (available <@ array['weekday_day', 'weekday_evening', 'weekend']),
  add column identity      text   check (identity in ('cadre', 'employee', 'youth', 'student', 'elder', 'resident')),
  add column band          text   check (band in ('child', 'youth', 'adult', 'younger_elder', 'older_elder')),
  add column guardian_mark bytea,
  add column offer         text   check (length(offer) between 1 and 200),
  add column offer_state   text   not null default 'none' check (offer_state in ('none', 'waiting', 'shown', 'hidden')),
  add column changed_at    timestamptz,
  add constraint volunteer_minor_has_guardian check (
    state not in ('active', 'paused') or coalesce(band, 'adult') not in ('child', 'youth') or guardian_id is not null),
  add constraint volunteer_offer_is_whole check ((offer is null) = (offer_state = 'none')),
  add constraint volunteer_erased_is_bare check (erased_at is null or (
    state = 'left' and cardinality(activities) = 0 and cardinality(available) = 0 and identity is null and band is null
    and guardian_id is null and guardian_mark is null and offer is null and not emergency
    and insured_to is null and cleared_to is null));

comment on column volunteer.band is
  'The age band they were in when the year of birth was asked, which is not kept. @source S2-06';
comment on column volunteer.guardian_mark is 'The keyed hash of the phone whose account must agree; guardian_id once it did.';
comment on column volunteer.offer is 'What they can help with, in their words; public without the name only when the desk showed it.';

create index volunteer_guardian on volunteer (guardian_mark) where guardian_mark is not null and guardian_id is null;
create index volunteer_offers on volunteer (path) where offer_state = 'shown';

create table need (
  matter_id       uuid        primary key references matter,
  requester_id    uuid        not null references person,
  taken_by        uuid        references person,
  handler_id      uuid        references person,
  contact_id      uuid        references person,
  activity        text        not null,
  words           text        not null check (length(words) <= 500),
  public_words    text        check (length(public_words) between 1 and 300),
  wanted_on       date        not null,
  part            text        not null check (part in ('morning', 'afternoon', 'evening', 'any')),
  minutes_planned smallint    not null check (minutes_planned between 15 and 480),
  asker_elder     boolean     not null default false,
  building_id     uuid        references building,
  unit            smallint    check (unit between 1 and 40),
  room            text        check (length(room) between 1 and 12),
  place_words     text        check (length(place_words) between 1 and 100),
  volunteer_id    uuid        references person,
  earns           text        check (earns in ('points', 'time_credit')),
  mutual          boolean     not null default false,
  proposed_by     uuid        references person,
  begun_at        timestamptz,
  ended_at        timestamptz,
  minutes         smallint    check (minutes between 1 and 1440),
  confirmed_by    uuid        references person,
  confirmed_at    timestamptz,
  dispute         text        check (dispute in ('longer', 'shorter', 'not_done', 'other')),
  rating          smallint    check (rating between 1 and 5),
  erased_at       timestamptz,

  constraint need_is_served_by_another check (volunteer_id <> requester_id),
  constraint need_is_confirmed_by_another check (confirmed_by <> volunteer_id),
  constraint need_confirmed_is_whole check (
    (confirmed_at is null) = (confirmed_by is null) and (confirmed_at is null or minutes is not null)),
  constraint need_ends_after_it_began check (ended_at >= begun_at),
  constraint need_earns_who_serves check ((volunteer_id is null) = (earns is null)),
  constraint need_erased_is_bare check (erased_at is null or (
    words = '' and public_words is null and place_words is null and building_id is null and unit is null and room is null))
);

comment on table need is
  'What a neighbour needs of a volunteer: when, how long, where. Public is only what the desk wrote for the list; the address is for who was agreed on. @source S1-48, S2-06';

create index need_requester on need (requester_id);
create index need_volunteer on need (volunteer_id) where volunteer_id is not null;
create index matter_needs on matter (path, due_at, id) where kind = 'need';

create table team (
  id              uuid        primary key,
  path            text        collate "C" not null,
  name            text        not null check (length(name) between 1 and 60),
  is_professional boolean     not null default false,
  standing        text        not null check (standing in ('informal', 'filed', 'registered')),
  identity        text        check (identity in ('cadre', 'employee', 'youth', 'student', 'elder', 'resident')),
  lead_id         uuid        not null references person,
  made_at         timestamptz not null,
  ended_at        timestamptz,

  constraint team_name_is_unique unique (path, name)
);

comment on table team is
  'Volunteers who go together. standing: not yet filed, filed with the community (备案), or registered (注册登记); lead_id is the social worker who leads it. @source S4-63, S4-07, S3-64';

create trigger team_path_is_a_place before insert on team for each row execute function refuse_gone_path();

create table team_member (
  team_id   uuid        not null references team,
  person_id uuid        not null references person,
  joined_at timestamptz not null,
  left_at   timestamptz,

  primary key (team_id, person_id)
);

comment on table team_member is 'Which volunteers belong to a team.';

create index team_member_person on team_member (person_id) where left_at is null;

create table party_team (
  team_id   uuid        primary key references team,
  marked_by uuid        not null references person,
  marked_at timestamptz not null
);

comment on table party_team is
  'Teams of party members, as the party body says. Apart from the team, so that no list of teams tells it. @source S3-47';

create table party_member (
  person_id   uuid        primary key references person,
  path        text        collate "C" not null,
  import_id   uuid        references import,
  recorded_at timestamptz not null
);

comment on table party_member is
  'Party members as the list of the party body names them; sensitive. Read by the head of the community only, and as a rate. @source S3-47';

create index party_member_path on party_member (path);
create trigger party_member_path_is_a_place before insert on party_member for each row execute function refuse_gone_path();

create table station (
  id          uuid        primary key,
  kind        text        not null check (kind in ('station', 'platform')),
  path        text        collate "C" not null,
  name        text        not null check (length(name) between 1 and 60),
  address     text        not null check (length(address) between 1 and 100),
  is_practice boolean     not null default false,
  made_at     timestamptz not null,
  ended_at    timestamptz,

  constraint station_name_is_unique unique (path, name),
  constraint station_kind_is_known unique (id, kind)
);

comment on table station is
  'Where volunteering is at home: a station (six haves) that may be a civilisation practice station too, or the platform of a community (four haves). @source S1-47, S4-63, S4-07';

create trigger station_path_is_a_place before insert on station for each row execute function refuse_gone_path();

create table station_have (
  station_id uuid        not null,
  kind       text        not null,
  have       text        not null,
  evidence   text        not null check (length(evidence) between 1 and 300),
  noted_by   uuid        not null references person,
  noted_at   timestamptz not null,

  primary key (station_id, have),
  constraint station_have_of_its_kind foreign key (station_id, kind) references station (id, kind),
  constraint station_have_is_known check (
    (kind = 'station' and have in ('team', 'place', 'facility', 'system', 'service', 'record'))
    or (kind = 'platform' and have in ('place', 'people', 'project', 'management')))
);

comment on table station_have is 'What a station has, and by what it shows. Six of six is a complete station, four of four a platform.';

create table pairing (
  id         uuid        primary key,
  path       text        collate "C" not null,
  other_path text        collate "C" not null,
  kind       text        not null check (kind in ('city_village', 'old_new', 'neighbours')),
  words      text        not null check (length(words) between 1 and 200),
  from_on    date        not null,
  to_on      date,

  constraint pairing_is_of_two check (path <> other_path),
  constraint pairing_ends_after_start check (to_on >= from_on)
);

comment on table pairing is 'Two places that help each other: city and village, an old community and a new one. @source S4-64';

create trigger pairing_path_is_a_place before insert on pairing for each row execute function refuse_gone_path();
create index pairing_path on pairing (path);
create index pairing_other_path on pairing (other_path);
