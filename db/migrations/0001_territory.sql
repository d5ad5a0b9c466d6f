-- The city and everything in it that has an address.
-- extensions belong to the server's public schema; a city is a schema of its own
create extension if not exists pg_trgm schema public;

create table territory (
  id       uuid     primary key default gen_random_uuid(),
  path     text     collate "C" not null,
  level    text     not null check (level in ('city', 'district', 'street', 'community', 'grid', 'micro_grid')),
  kind     text     not null default '' check (kind in ('', 'street', 'town', 'township', 'zone', 'committee', 'village', 'farm')),
  name     text     not null check (length(name) between 1 and 60),
  pinyin   text     not null default '',
  initials text     not null default '',
  phone    text,

  constraint territory_path_is_unique unique (path),
  constraint territory_path_fits_level check (
    path ~ '^[0-9]+$' and
    length(path) = case level when 'city' then 4 when 'district' then 6 when 'street' then 9
                              when 'community' then 12 when 'grid' then 14 else 16 end)
);

comment on table territory is
  'A place that answers for people. The id is permanent; path is its statistical code cut to its level and may change once a year.';

create index territory_initials on territory (initials text_pattern_ops);
create index territory_name on territory using gin (name gin_trgm_ops);

create table estate (
  id       uuid primary key default gen_random_uuid(),
  path     text collate "C" not null,
  name     text not null check (length(name) between 1 and 60),
  initials text not null default '',

  constraint estate_name_is_unique unique (path, name)
);

comment on table estate is 'A residential estate (小区) of one community.';

create table building (
  id        uuid primary key default gen_random_uuid(),
  estate_id uuid not null references estate,
  path      text collate "C" not null,
  name      text not null check (length(name) between 1 and 40),
  units     smallint not null default 1 check (units between 0 and 40),
  floors    smallint not null default 6 check (floors between 1 and 100),
  longitude double precision not null check (longitude between -180 and 180),
  latitude  double precision not null check (latitude between -90 and 90),

  constraint building_name_is_unique unique (estate_id, name)
);

comment on table building is 'A building (幢) of an estate; path is its grid. Coordinates are WGS-84.';

create index building_path on building (path);
create index building_position on building (latitude, longitude);
