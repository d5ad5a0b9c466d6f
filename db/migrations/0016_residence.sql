-- Dwellings, and where people are registered and where they live.

create table dwelling (
  id          uuid     primary key default gen_random_uuid(),
  building_id uuid     not null references building,
  path        text     collate "C" not null,
  unit        smallint check (unit between 1 and 40),
  room        text     not null check (length(room) between 1 and 12),

  constraint dwelling_is_unique unique nulls not distinct (building_id, unit, room)
);

comment on table dwelling is 'A home (户室) of a building, of one of its stairwells (单元) if it has more than one; path is the building’s.';

create table residence (
  id          uuid        primary key default gen_random_uuid(),
  person_id   uuid        not null references person,
  kind        text        not null check (kind in ('registered', 'actual')),
  path        text        collate "C",
  dwelling_id uuid        references dwelling,
  address     text        not null default '' check (length(address) <= 120),
  from_on     date        not null,
  to_on       date,
  source      text        not null check (source in ('resident', 'staff', 'import')),
  recorded_at timestamptz not null,

  constraint residence_ends_after_start check (to_on >= from_on),
  constraint residence_is_somewhere check (path is not null or dwelling_id is not null or address <> '')
);

comment on table residence is
  'Where a person is registered (户籍地址) and where they live (实际居住地), each with its days (last day included); path is null outside the city. The person row repeats what is actual today. @source S4-04';

create unique index residence_current on residence (person_id, kind) where to_on is null;
create index residence_dwelling on residence (dwelling_id);
