-- Places that change: codes with their history, types from a day on, lists of places, figures of people.
-- @source U02 (territory with history), S4-12 and S4-14 (types of community)

-- two places may swap their codes in one statement, so the constraint looks when the statement is done
alter table territory
  drop constraint territory_path_is_unique,
  add constraint territory_path_is_unique unique (path) deferrable initially immediate;

comment on table territory is
  'A place that answers for people. The id is permanent; path is its statistical code cut to its level and may change once a year. A place that was merged or abolished is a row of territory_change only.';

create table territory_change (
  id       uuid        primary key default gen_random_uuid(),
  deed_id  uuid        not null references action,
  line     int         not null check (line >= 0),
  place_id uuid        not null,
  kind     text        not null check (kind in ('rename', 'split', 'merge', 'move', 'new', 'abolish', 'follow')),
  old_path text        collate "C",
  new_path text        collate "C",
  old_name text,
  new_name text,
  into_id  uuid,
  from_on  date        not null,
  at       timestamptz not null,

  constraint territory_change_once unique (deed_id, place_id),
  constraint territory_change_was_or_is check (old_path is not null or new_path is not null),
  constraint territory_change_merges_into check ((kind = 'merge' or into_id is null) and into_id <> place_id)
);

comment on table territory_change is
  'Append-only: what a place was called and coded before and after, from which day (from_on), and when the rows were rewritten (at). line is that of the import, 0 for what follows the place it lies in. place_id names a place that may be gone, so it is no foreign key. @source U02';

create index territory_change_place on territory_change (place_id, at);
create index territory_change_old on territory_change (old_path, at);
create index territory_change_into on territory_change (into_id) where into_id is not null;

create trigger territory_change_is_append_only before update or delete on territory_change
  for each row execute function refuse_change();
create trigger territory_change_is_never_emptied before truncate on territory_change
  for each statement execute function refuse_change();

-- A row made while codes change must not keep a code that is gone: it is refused, and whoever made it reads the place again.
create function refuse_gone_path() returns trigger language plpgsql as $$
begin
  if new.path is not null and current_setting('linli.restoring', true) is distinct from 'on'
     and not exists (select from territory where path = new.path)
     and exists (select from territory_change where old_path = new.path) then
    raise exception 'the place has another code now' using errcode = 'foreign_key_violation', constraint = 'path_is_a_place';
  end if;
  return new;
end $$;

create trigger matter_path_is_a_place before insert on matter for each row execute function refuse_gone_path();
create trigger person_path_is_a_place before insert on person for each row execute function refuse_gone_path();
create trigger organisation_path_is_a_place before insert on organisation for each row execute function refuse_gone_path();
create trigger role_grant_path_is_a_place before insert on role_grant for each row execute function refuse_gone_path();
create trigger estate_path_is_a_place before insert on estate for each row execute function refuse_gone_path();
create trigger building_path_is_a_place before insert on building for each row execute function refuse_gone_path();
create trigger dwelling_path_is_a_place before insert on dwelling for each row execute function refuse_gone_path();
create trigger residence_path_is_a_place before insert on residence for each row execute function refuse_gone_path();

create table territory_type (
  id       uuid        primary key references action,
  place_id uuid        not null,
  type     text        not null check (type in ('resettled', 'from_village', 'commercial', 'mixed', 'factory', 'office')),
  from_on  date        not null,
  at       timestamptz not null
);

comment on table territory_type is
  'Of what type a community is, and from which day; of one day the one recorded last. id is that of the action. @source S4-12, S4-14';

create index territory_type_place on territory_type (place_id, from_on desc, at desc);

alter table estate add column ended_on date;
alter table building add column ended_on date;

comment on table estate is
  'A residential estate (小区) of one community. From ended_on on nobody can name it; what names it keeps its name.';
comment on table building is
  'A building (幢) of an estate; path is its grid. Coordinates are WGS-84. From ended_on on nobody can name it.';

create table place_list (
  id       uuid primary key,
  name     text not null check (length(name) between 1 and 40),
  purpose  text not null check (purpose in ('function_zone', 'duty_area')),
  ended_on date,

  constraint place_list_name_is_unique unique (name)
);

comment on table place_list is 'A list of places with a name: a function zone (功能区) or an area somebody is in charge of (责任区).';

create table place_list_member (
  list_id  uuid not null references place_list,
  place_id uuid not null,

  primary key (list_id, place_id)
);

comment on table place_list_member is
  'A place of a list, by its permanent id, so that it follows its code; a merged place is replaced by the one it went into.';

create index place_list_member_place on place_list_member (place_id);

create table population (
  id          uuid        primary key references action,
  place_id    uuid        not null,
  on_day      date        not null,
  kind        text        not null check (kind in ('households', 'residents', 'aged_60', 'aged_0_3')),
  n           int         not null check (n >= 0),
  source      text        not null check (length(source) between 1 and 80),
  corrects    uuid        references population,
  reason      text        check (length(reason) between 1 and 200),
  recorded_at timestamptz not null,

  constraint population_correction_says_why check ((corrects is null) = (reason is null)),
  constraint population_corrected_once unique (corrects)
);

comment on table population is
  'How many of a kind a place had on a day, and who says so. Append-only: a second figure of a day corrects the one before and says why. id is that of the action.';

create unique index population_first on population (place_id, on_day, kind) where corrects is null;

create trigger population_is_append_only before update or delete on population
  for each row execute function refuse_change();
create trigger population_is_never_emptied before truncate on population
  for each statement execute function refuse_change();
